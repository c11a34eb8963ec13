/* The frame: menus, theme, narrow menu, menu sheet, search key, language switch, focus after navigation. */
function remember(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Storage may be forbidden: the choice then holds for this page.
  }
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (menu !== except) menu.open = false;
}

function startMenus() {
  document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.querySelector("details.menu[open]");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
    }
  });
}

function toggleTheme() {
  const root = document.documentElement;
  root.dataset.bsTheme = root.dataset.bsTheme === "dark" ? "light" : "dark";
  remember("theme", root.dataset.bsTheme);
}

function toggleRail() {
  const root = document.documentElement;
  const narrow = root.classList.toggle("rail");
  remember(`menu:${root.dataset.frame || "page"}`, narrow ? "rail" : "wide");
}

function toggleSheet(button) {
  const menu = document.getElementById("navigation");
  const open = menu.classList.toggle("open");
  button.setAttribute("aria-expanded", String(open));
  document.querySelector(".nav-scrim")?.remove();
  if (!open) return;
  const scrim = document.createElement("div");
  scrim.className = "nav-scrim";
  scrim.addEventListener("click", () => toggleSheet(button));
  document.body.append(scrim);
  menu.querySelector("a")?.focus();
}

function closeSheet() {
  const button = document.querySelector('[data-nav-sheet][aria-expanded="true"]');
  if (button) {
    toggleSheet(button);
    button.focus();
  }
}

function startSearchKey() {
  document.addEventListener("keydown", (event) => {
    const search = document.querySelector("[data-search]");
    if (search && (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      search.focus();
      search.select();
    }
  });
}

async function copyText(button) {
  await navigator.clipboard.writeText(button.dataset.copy);
  button.dispatchEvent(new CustomEvent("copied", { bubbles: true }));
}

const CLICKS = {
  "[data-theme-toggle]": toggleTheme,
  "[data-nav-rail]": toggleRail,
  "[data-nav-sheet]": toggleSheet,
  "[data-print]": () => window.print(),
  "[data-copy]": copyText,
};

/** Wires the frame. */
export function startFrame() {
  startMenus();
  startSearchKey();
  document.addEventListener("click", (event) => {
    for (const [selector, act] of Object.entries(CLICKS)) {
      const target = event.target.closest(selector);
      if (target) act(target);
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeSheet();
  });
}
