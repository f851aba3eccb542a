// Pages work without scripts. This adds the behaviour of nhsuk-frontend: exclusive checkboxes, focus on the error summary, no double clicks.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("nhsuk-frontend-supported");
  import(document.querySelector("script[data-components]").dataset.components).then(function (nhsuk) {
    nhsuk.initAll();
  });
}
var waiting = document.querySelector("[data-look-again]");
if (waiting) {
  setTimeout(function () { location.reload(); }, 1000 * waiting.dataset.lookAgain);
}
