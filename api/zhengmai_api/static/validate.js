// A document that is dropped anywhere on the form goes into its file field.
for (const form of document.querySelectorAll("[data-check-form]")) {
  const field = form.querySelector("input[type=file]");
  const note = form.querySelector("[data-note]");
  const text = form.querySelector("textarea");
  const tell = () => {
    if (!field.files.length) return;
    note.textContent = form.dataset.dropped.replace("{name}", field.files[0].name);
    // A file and a text together are refused.
    text.value = "";
  };
  form.addEventListener("dragover", (event) => {
    event.preventDefault();
    form.classList.add("over");
  });
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    form.classList.remove("over");
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    field.files = event.dataTransfer.files;
    tell();
  });
  field.addEventListener("change", tell);
  text.addEventListener("input", () => {
    if (text.value) field.value = "";
  });
}
