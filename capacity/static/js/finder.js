// On a phone the parts of the question fold away behind three buttons. Without scripts they all stand there.
const narrow = matchMedia("(max-width: 820px)");
const bar = document.querySelector("[data-folds]");
const folded = new Map([...bar.querySelectorAll("[aria-controls]")].map((button) => [button, document.getElementById(button.getAttribute("aria-controls"))]));

function fold() {
  bar.hidden = !narrow.matches;
  for (const [button, part] of folded) part.hidden = narrow.matches && button.ariaExpanded !== "true";
}

for (const button of folded.keys()) button.addEventListener("click", () => {
  button.ariaExpanded = String(button.ariaExpanded !== "true");
  fold();
});
narrow.addEventListener("change", fold);
fold();
