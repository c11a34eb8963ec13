/* What every page needs. Each part is a module of page/; this file starts them and serves what htmx brings. */
import { prepareDialogs, startDialogs } from "./page/dialogs.js";
import { startForms } from "./page/forms.js";
import { startFrame } from "./page/frame.js";
import { startPainting } from "./page/paint.js";
import { prepareHtmx } from "./page/requests.js";
import { enrichSelects } from "./page/selects.js";
import { labelCells, startTables } from "./page/tables.js";
import { startToasts } from "./page/toasts.js";

prepareHtmx();
startFrame();
startToasts();
startDialogs();
startForms();
startPainting();
startTables();
enrichSelects(document);

document.addEventListener("htmx:load", (event) => {
  labelCells(event.detail.elt);
  prepareDialogs(event.detail.elt);
  enrichSelects(event.detail.elt);
});
