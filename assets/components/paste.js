// A picture or file in the clipboard goes into the upload that is on the page: Streamlit itself takes only drops.

/** Listen for Ctrl+V on the whole page; returns a function that ends it. */
export function pasteIntoUploads() {
  const listener = (event) => {
    const files = event.clipboardData?.files;
    if (!files?.length) return; // words go where the cursor is
    const input = [...document.querySelectorAll("[data-testid=stFileUploaderDropzoneInput]")].find((one) => fits(one, files[0]));
    if (!input) return;
    event.preventDefault();
    input.files = files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };
  document.addEventListener("paste", listener);
  return () => document.removeEventListener("paste", listener);
}

/** Whether an upload on view takes this kind of file. */
function fits(input, file) {
  const isOnView = input.parentElement?.getClientRects().length > 0 && !input.disabled;
  const wantsPictures = input.accept.includes("image/");
  return isOnView && wantsPictures === file.type.startsWith("image/");
}
