// What a report's page has against it, as sentences; nothing where it is in order.
(async () => {
  const found = [], numbers = colour => colour.match(/[\d.]+/g)?.map(Number);
  const solid = c => c && (c.length < 4 || c[3] > 0.9);
  const luminance = c => {
    const [r, g, b] = c.map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => {
    const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (high + 0.05) / (low + 0.05);
  };
  /** What is painted below a text of a chart, where it is one colour. */
  const below = text => {
    text.scrollIntoView({ block: "center", inline: "center" });
    const { x, y, width, height } = text.getBoundingClientRect();
    for (const node of document.elementsFromPoint(x + width / 2, y + height / 2)) {
      if (["text", "line", "polyline"].includes(node.tagName)) continue;
      if (node.tagName === "image") return undefined;
      const drawn = node.closest("svg") && node.tagName !== "svg", style = getComputedStyle(node);
      const ground = numbers(drawn ? style.fill : style.backgroundColor);
      if (solid(ground) && (!drawn || style.fillOpacity * style.opacity > 0.9)) return ground;
    }
    return undefined;
  };
  if (document.documentElement.lang !== "en") found.push(`the language is ${document.documentElement.lang}`);
  document.querySelectorAll("details").forEach(part => part.open = true);
  // What watches its place has seen it after a picture.
  for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), range = document.createRange();
  while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement, words = node.data.trim();
    // Letters of a logo are as large as what they stand for.
    if (!words || parent.closest("script, style, title, option, [class^=letter]")) continue;
    range.selectNode(node);
    if (!range.getBoundingClientRect().width) continue;
    let size = parseFloat(getComputedStyle(parent).fontSize);
    if (parent.closest("svg")) {
      const { a, b, c, d } = parent.getScreenCTM(), ground = below(parent), ink = numbers(getComputedStyle(parent).fill);
      size *= Math.sqrt(Math.abs(a * d - b * c));
      if (ground && contrast(ink, ground) < 4.5) found.push(`"${words}" is pale: ${ink} on ${ground}`);
    }
    if (size < 11) found.push(`"${words}" is ${size.toFixed(1)} px high`);
  }
  if (document.documentElement.scrollWidth > innerWidth) found.push("the page is wider than the window");
  for (const card of document.querySelectorAll("section")) {
    const right = card.getBoundingClientRect().right;
    for (const drawn of card.querySelectorAll("svg, canvas, img, table")) {
      let place = drawn.parentElement;
      while (place !== card && getComputedStyle(place).overflowX === "visible") place = place.parentElement;
      const end = (place === card ? drawn : place).getBoundingClientRect().right;
      if (end > right + 1) found.push(`a ${drawn.tagName} leaves its card by ${end - right} px`);
    }
  }
  for (const table of document.querySelectorAll("table.scores, table.sortable")) {
    const place = table.parentElement;
    if (place.scrollWidth > place.clientWidth + 1) found.push(`${place.scrollWidth - place.clientWidth} px of a table are out of sight`);
  }
  // Every chart, map and table is saved, and what is saved is whole.
  const near = node => [...document.querySelectorAll("[data-save]")].some(b => b.parentElement.parentElement.contains(node));
  for (const drawn of document.querySelectorAll("svg, canvas, img, table.scores, table.sortable")) {
    if (!near(drawn)) found.push(`a ${drawn.tagName} cannot be saved`);
  }
  const make = URL.createObjectURL, names = new Set();
  for (const button of document.querySelectorAll("[data-save]")) {
    const blob = await new Promise(done => {
      URL.createObjectURL = file => (done(file), make(file));
      button.click();
    }), name = button.dataset.save;
    if (names.has(name)) found.push(`two files are called ${name}`);
    names.add(name);
    if (name.endsWith(".csv")) {
      const lines = (await blob.text()).split("\n").length;
      if (lines < 3) found.push(`${name} has ${lines} lines`);
      continue;
    }
    const image = new Image();
    image.src = name.endsWith(".svg") ? `data:image/svg+xml;charset=utf-8,${encodeURIComponent(await blob.text())}` : make(blob);
    await image.decode().catch(() => found.push(`${name} is no picture`));
    if (image.naturalWidth < 40 || image.naturalHeight < 40) found.push(`${name} is ${image.naturalWidth} × ${image.naturalHeight}`);
  }
  URL.createObjectURL = make;
  return found.join("; ");
})()
