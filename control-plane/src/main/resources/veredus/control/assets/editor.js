// The editor of a configuration file: line numbers, ways to lines, and no change that is lost by a slip. Without it the text
// can be edited all the same.
(function () {
  "use strict";
  var editor = document.querySelector("[data-editor]");
  if (!editor) return;
  var text = editor.querySelector("textarea"), numbers = editor.querySelector("[data-numbers]");
  var kept = text.value, leaving = false, count = 0;

  function number() {
    var lines = text.value.split("\n").length;
    if (lines !== count) {
      numbers.replaceChildren.apply(numbers, Array.from({ length: lines }, function (_, i) {
        var line = document.createElement("span");
        line.textContent = i + 1;
        return line;
      }));
      count = lines;
      mark();
    }
    numbers.scrollTop = text.scrollTop;
  }

  // A line with a problem has a sign before its number, not a colour alone.
  function mark() {
    Array.from(numbers.children).forEach(function (line) { line.className = ""; });
    document.querySelectorAll("#faults [data-line]").forEach(function (link) {
      var line = numbers.children[link.dataset.line - 1];
      if (line && line.className !== "error") line.className = link.dataset.severity.toLowerCase();
    });
  }

  function go(line) {
    var lines = text.value.split("\n"), from = 0;
    line = Math.min(line, lines.length);
    for (var i = 0; i < line - 1; i++) from += lines[i].length + 1;
    text.focus();
    text.setSelectionRange(from, from + lines[line - 1].length);
    var height = parseFloat(getComputedStyle(text).lineHeight);
    text.scrollTop = Math.max(0, (line - 1) * height - text.clientHeight / 3);
    text.scrollLeft = 0;
    number();
  }

  text.addEventListener("input", number);
  text.addEventListener("scroll", function () { numbers.scrollTop = text.scrollTop; });
  document.addEventListener("click", function (event) {
    var link = event.target.closest("[data-line]");
    if (link && !event.ctrlKey && !event.metaKey) { event.preventDefault(); go(Number(link.dataset.line)); }
  });
  document.addEventListener("keydown", function (event) {
    if ((event.ctrlKey || event.metaKey) && event.key === "s" && !text.readOnly) {
      event.preventDefault();
      document.getElementById("editor").requestSubmit();
    }
  });
  document.addEventListener("submit", function () { leaving = true; });
  window.addEventListener("beforeunload", function (event) {
    if (!leaving && text.value !== kept) event.preventDefault();
  });
  document.body.addEventListener("htmx:afterSwap", mark);
  document.body.addEventListener("htmx:responseError", function () {
    var faults = document.getElementById("faults");
    if (faults) faults.textContent = "It could not be checked. What you have typed is still here.";
  });

  number();
  if (Number(editor.dataset.goto) > 0) go(Number(editor.dataset.goto));
})();
