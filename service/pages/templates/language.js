(() => {
  const radios = ["lang-vi", "lang-en"].map((id) => document.getElementById(id));
  const show = () => { document.documentElement.lang = radios[1].checked ? "en" : "vi"; };
  try { if (localStorage.getItem("adscan.language") === "en") radios[1].checked = true; } catch { /* private mode */ }
  radios.forEach((radio) => radio.addEventListener("change", () => {
    show();
    try { localStorage.setItem("adscan.language", radio.id.slice(5)); } catch { /* private mode */ }
  }));
  show();
})();
