(() => {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const ads = read("data-ads"), labels = read("data-labels"), pictures = read("data-pictures");
  const [VERDICT, SCORE, SEVERITY, CATEGORIES, QUOTE, MESSAGE, PLATFORM, WHO, ID, KEY, CAPTION, LIBRARY,
    DOMAINS, PHONES, DATE, PICTURE, ORIGINAL, COPIES, PART, LISTS, FAILURE, PAGE_NAME, PRODUCTS] = ads.length ? ads[0].keys() : [];
  const PAGE = 20;
  const at = (id) => document.getElementById(id);
  const make = (tag, name, text) => {
    const node = document.createElement(tag);
    if (name) node.className = name;
    if (text !== undefined) node.textContent = text;
    return node;
  };
  const both = (tag, name, [vi, en]) => {
    const node = make(tag, name);
    for (const [language, text] of [["vi", vi], ["en", en]]) {
      const part = make("span", language, text);
      part.lang = language;
      node.append(part);
    }
    return node;
  };
  const day = (text) => text.split("-").reverse().join("/");
  const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/gi, "d").toLowerCase();
  const apart = (text) => ` ${text.replace(/[^\p{L}\p{N}]+/gu, " ").trim()} `;
  const words = ads.map((ad) => plain([ad[QUOTE], ad[CAPTION] || "", ad[WHO], ad[PAGE_NAME], ad[PLATFORM], ad[ID], ad[KEY],
    ...ad[DOMAINS], ...ad[PHONES], ...ad[PRODUCTS], ...(ad[MESSAGE] || []), ...ad[LISTS].map((entry) => entry[2]),
    ...ad[CATEGORIES].flatMap((name) => labels.categories[name] || name)].join(" ")));

  const row = (ad) => {
    const [verdict, vi, en] = labels.verdicts[ad[VERDICT]];
    const item = make("li", `v-${verdict}`);
    const source = pictures[ad[PICTURE]];
    const picture = make(source ? "img" : "div", source ? "" : "blank");
    if (source) { picture.src = source; picture.alt = ""; } else picture.textContent = "Aa";
    const body = make("div"), top = make("div", "top");
    top.append(both("span", "chip", [vi, en]));
    if (verdict !== "error") {
      const { score, severity } = labels.words;
      const number = Math.round(100 * ad[SCORE]);
      top.append(both("span", "", [`${score[0]} ${number} · ${severity[0]} ${ad[SEVERITY]}/5`, `${score[1]} ${number} · ${severity[1]} ${ad[SEVERITY]}/5`]));
    }
    for (const name of ad[CATEGORIES]) top.append(both("span", "tag", labels.categories[name] || [name, name]));
    for (const [colour, kind, value] of ad[LISTS]) {
      const named = [0, 1].map((n) => !colour ? value : `${labels.words[colour][n]} · ${labels.words[kind][n]}: ${value}`);
      top.append(both("span", `tag listed ${colour}`, named));
    }
    if (ad[ORIGINAL]) top.append(both("span", "tag", labels.words.copy));
    else if (ad[COPIES] > 1) top.append(both("span", "tag", labels.words["copies.short"].map((text) => `${ad[COPIES]} ${text}`)));
    if (ad[PART]) top.append(both("span", "tag", labels.words.part));
    body.append(top);
    const page = ad[PAGE_NAME] === ad[WHO] ? "" : ad[PAGE_NAME];
    const who = [ad[WHO], page, ad[PLATFORM], day(ad[DATE])].filter(Boolean).join(" · ");
    if (who) body.append(make("p", "who", who));
    if (ad[QUOTE]) { const quote = make("p", "quote"); quote.append(make("mark", "", ad[QUOTE])); body.append(quote); }
    else if (ad[CAPTION]) body.append(make("p", "quote", ad[CAPTION]));
    if (ad[MESSAGE]) body.append(both("p", "why", ad[MESSAGE]));
    if (ad[FAILURE]) {
      const [vi, en, detail] = ad[FAILURE], why = make("p", "why", detail);
      why.lang = "en";
      body.append(both("p", "fault", [vi, en]), why);
    }
    const links = [...ad[PRODUCTS], ...ad[DOMAINS], ...ad[PHONES]].join(" · ");
    if (links) body.append(make("p", "why", links));
    const place = make("p", "source", ad[ID] ? `${ad[KEY]} · ${ad[ID]}` : ad[KEY]);
    if (ad[LIBRARY]) {
      const link = both("a", "", labels.words.library);
      link.href = ad[LIBRARY]; link.rel = "noreferrer noopener"; link.target = "_blank";
      place.append(" · ", link);
    }
    body.append(place);
    item.append(picture, body);
    return item;
  };

  // Copies are folded into the first one shown that says the same; one with findings of its own stays.
  const folded = (n) => [ads[n][ORIGINAL] || n + 1, ads[n][VERDICT], ads[n][QUOTE], ...ads[n][CATEGORIES]].join("\u0000");

  let found = [], page = 0;
  const draw = () => {
    const first = page * PAGE, last = Math.min(found.length, first + PAGE);
    at("ads").replaceChildren(...(found.length ? found.slice(first, last).map((n) => row(ads[n])) : [both("p", "empty", labels.words.none)]));
    const figures = `${found.length ? first + 1 : 0}–${last} / ${String(found.length).replace(/\B(?=(\d{3})+$)/g, "\u202f")}`;
    at("shown").replaceChildren(both("span", "", labels.words.shown.map((text) => `${text} ${figures}`)));
    at("pager").hidden = found.length <= PAGE;
    at("place").textContent = `${page + 1}/${Math.max(1, Math.ceil(found.length / PAGE))}`;
    at("previous").disabled = page === 0;
    at("next").disabled = last >= found.length;
  };
  const filter = () => {
    const asked = at("q").value.trim(), phrase = /^"(.+)"$/.exec(asked);
    const wanted = phrase ? [] : plain(asked).split(/\s+/).filter(Boolean);
    const whole = phrase && apart(plain(phrase[1]));
    const verdict = at("verdict").value, category = at("category").value, platform = at("platform").value;
    const list = at("list") ? at("list").value : "", seen = at("fold").checked ? new Set() : null;
    found = [];
    ads.forEach((ad, n) => {
      if (verdict !== "" && ad[VERDICT] !== Number(verdict)) return;
      if (category && !ad[CATEGORIES].includes(category)) return;
      if (platform && ad[PLATFORM] !== platform) return;
      if (list && !ad[LISTS].some(([colour]) => colour === list)) return;
      if (!wanted.every((word) => words[n].includes(word)) || (whole && !apart(words[n]).includes(whole))) return;
      if (seen) {
        const shown = folded(n);
        if (seen.has(shown)) return;
        seen.add(shown);
      }
      found.push(n);
    });
    page = 0;
    draw();
  };
  const turn = (step) => { page += step; draw(); at("queue").scrollIntoView(); };
  at("previous").addEventListener("click", () => turn(-1));
  at("next").addEventListener("click", () => turn(1));
  document.querySelectorAll("[data-pick]").forEach((button) => button.addEventListener("click", () => {
    at("filters").reset();
    const { pick, value } = button.dataset;
    at(pick).value = pick === "q" ? `"${value}"` : value;
    at("fold").checked = false;
    filter();
    at("queue").scrollIntoView();
  }));
  at("filters").addEventListener("submit", (event) => event.preventDefault());
  at("filters").addEventListener("input", filter);
  filter();
})();
