"""x"""
from datetime import date
import pytest
from tests.journeys import base, enterprise
from tests.journeys.city import PASSWORD, OCCUPATION_CODE
from tests.journeys.visitor import Reader, visitor

@pytest.mark.browser
@pytest.mark.parametrize("reader", [Reader("zh",1280,900), Reader("en",360,780)], ids=["zh-1280","en-360"])
def test_x(chromium, city, reader):
    names = {key: both[reader.language] for key, both in city.names.items()}
    with visitor(chromium, city.address, reader) as v:
        v.sign_in("enterprise", PASSWORD)
        enterprise.order_a_class(v, "6-31-07-03", names["base"], date(2026,12,7), date(2027,1,31))
    with visitor(chromium, city.address, reader) as v:
        v.sign_in("scheduler", PASSWORD)
        base.make_a_counter_offer(v, names["occupation"], names["school"], 10, 48000)
    with visitor(chromium, city.address, reader) as v:
        v.sign_in("enterprise", PASSWORD)
        enterprise.accept_the_offer(v)
