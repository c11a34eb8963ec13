/* Runs before the first paint: marks that scripts run, sets the theme and the width of the menu. */
{
  const root = document.documentElement;
  const remembered = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // Storage may be forbidden; then the system decides.
    }
  };
  const system = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    root.dataset.bsTheme = remembered("theme") ?? (system.matches ? "dark" : "light");
  };
  root.classList.add("js");
  root.classList.toggle("rail", (remembered(`menu:${root.dataset.frame || "page"}`) ?? root.dataset.frame) === "rail");
  apply();
  system.addEventListener("change", apply);
}
