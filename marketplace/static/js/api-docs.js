// The browsable description of the API: Swagger UI over our own schema, in the reader's language.

const place = document.querySelector("[data-api-docs]");

// Swagger's own layout brings a second <main> and a second heading of the page, and puts links into buttons.
const OurLayout = ({ getComponent, React }) => {
  const parts = ["SvgAssets", "errors", "AuthorizeBtnContainer", "operations", "Models"];
  const made = parts.map((name) => {
    const Part = getComponent(name, name !== "SvgAssets");
    return React.createElement(Part, { key: name });
  });
  return React.createElement("div", { className: "swagger-ui" }, made);
};

const plugin = ({ React }) => ({
  components: { OurLayout: (props) => OurLayout({ ...props, React }) },
  wrapComponents: {
    DeepLink: () => ({ text, children }) => React.createElement("span", null, text ?? children),
  },
});

window.SwaggerUIBundle({
  url: place.dataset.schema,
  domNode: place,
  presets: [window.SwaggerUIBundle.presets.apis],
  plugins: [plugin],
  layout: "OurLayout",
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  validatorUrl: null,
  requestInterceptor(request) {
    if (!request.loadSpec && !("Accept-Language" in request.headers)) {
      request.headers["Accept-Language"] = place.dataset.language;
    }
    return request;
  },
});
