// Light or dark by the reader's choice, kept in a cookie so that the server renders it without a flash.
const html = document.documentElement;
const dark = matchMedia("(prefers-color-scheme: dark)");
const shown = () => html.dataset.bsTheme ?? (dark.matches ? "dark" : "light");

function choose(theme) {
  html.dataset.bsTheme = theme;
  document.cookie = `theme=${theme}; path=/; max-age=31536000; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
  document.dispatchEvent(new CustomEvent("themechange", { detail: theme }));
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-theme-toggle]")) choose(shown() === "dark" ? "light" : "dark");
});
