/* Selects with search (Tom Select), loaded only where a page has one. */

/** Turns select[data-rich] inside a part of the page into searching ones. */
export async function enrichSelects(part) {
  const selects = [...part.querySelectorAll("select[data-rich]:not([data-rich=on])")];
  if (!selects.length) return;
  for (const select of selects) select.dataset.rich = "on";
  const { default: TomSelect } = await import("tom-select/base");
  const { default: removeButton } = await import("tom-select/plugins/remove_button/plugin.js");
  TomSelect.define("remove_button", removeButton);
  for (const select of selects) {
    // The label moves to the search field; the select behind it keeps a name of its own.
    select.setAttribute("aria-label", select.labels[0]?.innerText ?? select.name);
    new TomSelect(select, {
      plugins: select.multiple ? ["remove_button"] : [],
      maxOptions: 400,
      // The options carry pinyin and code in data-search; the label alone would not be found by them.
      searchField: ["text", "search"],
      render: { no_results: () => Object.assign(document.createElement("div"), { className: "no-results", textContent: select.dataset.empty ?? "" }) },
    });
  }
}
