/* The page of components (development only): shows toasts on request. */
import { toast } from "./page/toasts.js";

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-gallery-toast]");
  if (button) toast(button.dataset.galleryToast);
});
