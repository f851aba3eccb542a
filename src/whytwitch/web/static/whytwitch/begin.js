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

// The body: a touch on a place ticks it in the list; the list is the control, the drawing shows what it says.
var body = document.querySelector("[data-body-map]");
if (body) {
  var chosen = function (name) {
    var one = document.querySelector("input[name=" + name + "]:checked");
    return one ? one.value : "";
  };
  var choose = function (name, value) {
    var one = document.querySelector("input[name=" + name + "][value=" + value + "]");
    if (one) { one.checked = true; }
  };
  var show = function () {
    var site = chosen("site"), side = chosen("side");
    body.querySelectorAll(".bm[data-site]").forEach(function (part) {
      var here = site === "whole_body" || part.dataset.site === site || (site === "leg" && part.dataset.site === "calf");
      var there = part.dataset.side === "middle" || side !== "left" && side !== "right" || part.dataset.side === side;
      part.classList.toggle("bm--chosen", Boolean(site) && here && there);
    });
  };
  body.addEventListener("click", function (event) {
    var part = event.target.closest(".bm[data-site]");
    if (!part) { return; }
    var same = chosen("site") === part.dataset.site, side = chosen("side"), other = part.dataset.side;
    choose("site", part.dataset.site);
    choose("side", same && side && side !== other && side !== "middle" ? "both" : other);
    show();
  });
  document.querySelector("form[method=post]").addEventListener("change", show);
  show();
}

// Medicines: names like the one being typed, asked of this computer alone.
var asks = document.querySelector("form[data-medicines]");
if (asks) {
  var field = document.getElementById("name"), found = document.getElementById("found"), timer = 0, turn = 0;
  var list = document.createElement("ul");
  list.className = "ww-found__names";
  found.after(list);
  field.addEventListener("input", function () {
    clearTimeout(timer);
    timer = setTimeout(function () {
      var now = ++turn, typed = field.value.trim();
      list.replaceChildren();
      found.textContent = "";
      if (typed.length < 2) { return; }
      fetch(asks.dataset.medicines, { method: "POST", body: new URLSearchParams(new FormData(asks)) })
        .then(function (answer) { return answer.ok ? answer.json() : { found: [] }; })
        .then(function (said) {
          if (now !== turn) { return; }
          found.textContent = said.found.length ? found.dataset.take : found.dataset.none;
          said.found.forEach(function (one) {
            var item = document.createElement("li"), button = document.createElement("button"), more = document.createElement("span");
            button.type = "button";
            button.textContent = one.name;
            more.textContent = one.meaning ? " " + one.meaning : "";
            button.append(more);
            button.addEventListener("click", function () {
              field.value = one.name;
              list.replaceChildren();
              found.textContent = "";
              field.focus();
            });
            item.append(button);
            list.append(item);
          });
        })
        .catch(function () { found.textContent = ""; });
    }, 180);
  });
}

// A blood result: what is said to it while it is typed. The form is judged again when it is sent.
var typed = document.querySelector("form[data-plausible]");
if (typed) {
  var says = document.getElementById("plausible"), later = 0, question = 0;
  typed.addEventListener("input", function () {
    clearTimeout(later);
    later = setTimeout(function () {
      var now = ++question;
      fetch(typed.dataset.plausible, { method: "POST", body: new URLSearchParams(new FormData(typed)) })
        .then(function (answer) { return answer.ok ? answer.json() : { says: [] }; })
        .then(function (said) { if (now === question) { says.textContent = said.says.join(" "); } })
        .catch(function () { says.textContent = ""; });
    }, 300);
  });
}
