// Draws what the tables say. Every chart has its table beside it, which stays the source.
"use strict";

(() => {
  const ink = "#16202c", quiet = "#586575", line = "#d5dce4";
  const colours = ["#14365c", "#c2571a", "#1c7a5a", "#8a5aa8", "#b58900", "#2a8fbd", "#a8231c", "#5d6b2f"];
  const font = getComputedStyle(document.documentElement).fontFamily;
  const base = {
    animation: false,
    color: colours,
    textStyle: { fontFamily: font, color: ink },
    // Tooltips are drawn on the canvas: HTML ones need inline styles, which the content policy forbids.
    tooltip: { renderMode: "richText", confine: true, backgroundColor: "#fff", borderColor: line, textStyle: { color: ink, fontSize: 13 } },
  };
  const charts = new Map();
  const maps = new Map();

  const trend = (table) => {
    const rows = [...table.tBodies[0].rows];
    const names = [...table.tHead.rows[0].cells].slice(1).map((cell) => cell.textContent.trim());
    // Nothing is known of a month without a value: a gap, not a zero.
    const value = (row, place) => { const known = row.cells[place + 1].dataset.value; return known === undefined ? null : Number(known); };
    const sums = names.map((_, place) => rows.reduce((sum, row) => sum + value(row, place), 0));
    const largest = [...sums].sort((a, b) => b - a).slice(0, 6).at(-1) ?? 0;
    return {
      ...base,
      tooltip: { ...base.tooltip, trigger: "axis" },
      legend: { type: "scroll", top: 0, left: 0, itemWidth: 16, itemHeight: 8, textStyle: { color: ink },
        selected: Object.fromEntries(names.map((name, place) => [name, sums[place] >= largest])) },
      grid: { left: 8, right: 16, top: 38, bottom: 4, containLabel: true },
      xAxis: { type: "category", data: rows.map((row) => row.dataset.month), axisLine: { lineStyle: { color: line } }, axisLabel: { color: quiet } },
      yAxis: { type: "value", minInterval: 1, splitLine: { lineStyle: { color: "#e8edf2" } }, axisLabel: { color: quiet } },
      series: names.map((name, place) => ({
        name, type: "line", symbolSize: 5, lineStyle: { width: 2 }, data: rows.map((row) => value(row, place)),
      })),
    };
  };

  // The counties of the table: code, name, and the value or nothing where nothing was reported.
  const counties = (table) => [...table.tBodies[0].rows].map((row) => {
    const cell = row.cells[2];
    return {
      code: row.dataset.code, stated: row.dataset.stated !== undefined, name: row.cells[1].textContent.trim(),
      value: cell.dataset.value === undefined ? null : Number(cell.dataset.value), text: cell.dataset.text ?? cell.textContent.trim(),
    };
  });

  const bars = (table) => {
    const rows = counties(table).reverse();
    return {
      ...base,
      tooltip: { ...base.tooltip, trigger: "item", formatter: (at) => `${at.name}: ${rows[at.dataIndex].text}` },
      grid: { left: 4, right: 74, top: 4, bottom: 4, containLabel: true },
      xAxis: { type: "value", show: false },
      yAxis: { type: "category", data: rows.map((row) => row.name), axisTick: { show: false }, axisLine: { lineStyle: { color: line } },
        axisLabel: { color: ink, interval: 0, width: 130, overflow: "truncate" } },
      series: [{
        type: "bar", barMaxWidth: 17,
        data: rows.map((row) => ({ value: row.value ?? 0, itemStyle: { color: row.stated ? colours[0] : "#9aa5b1" },
          label: { color: row.value === null ? "#7a4d00" : ink } })),
        label: { show: true, position: "right", formatter: (at) => rows[at.dataIndex].text },
      }],
    };
  };

  const map = (table, canvas) => {
    const rows = counties(table).filter((row) => row.stated);
    const known = maps.get(canvas.dataset.map);
    const largest = Math.max(1, ...rows.map((row) => row.value ?? 0));
    const find = (name) => rows.find((row) => row.name === name || row.code === known.codes.get(name));
    return {
      ...base,
      tooltip: { ...base.tooltip, trigger: "item", formatter: (at) => { const row = find(at.name); return `${row?.name ?? at.name}: ${row?.text ?? canvas.dataset.silent}`; } },
      visualMap: { show: rows.some((row) => row.value !== null), min: 0, max: largest, left: 0, bottom: 0, itemHeight: 80, itemWidth: 12, text: [String(largest), "0"], textStyle: { color: quiet },
        inRange: { color: ["#e6eef6", "#7fa8d1", "#14365c"] } },
      series: [{
        type: "map", map: canvas.dataset.map, roam: false, top: 4, bottom: 4, left: 40, right: 4, selectedMode: false,
        itemStyle: { areaColor: "#f0ece2", borderColor: "#fff", borderWidth: 1.2 },
        emphasis: { label: { show: true, color: ink }, itemStyle: { areaColor: "#f0b429" } },
        label: { show: true, fontSize: 11, color: ink, textBorderColor: "#fff", textBorderWidth: 2,
          formatter: (at) => { const row = find(at.name); return `${row?.name ?? at.name}\n${row && row.value !== null ? row.text : canvas.dataset.silent}`; } },
        data: [...known.codes].map(([name]) => ({ name, row: find(name) })).filter(({ row }) => row && row.value !== null)
          .map(({ name, row }) => ({ name, value: row.value })),
      }],
    };
  };

  const outlines = async (link) => {
    if (maps.has(link)) return;
    const outline = await (await fetch(link)).json();
    maps.set(link, { codes: new Map(outline.features.map((feature) => [feature.properties.name, String(feature.id)])) });
    echarts.registerMap(link, outline);
  };

  const draw = async () => {
    for (const [canvas, chart] of charts) {
      if (!canvas.isConnected) { chart.dispose(); charts.delete(canvas); }
    }
    for (const canvas of document.querySelectorAll("[data-chart]")) {
      const table = document.getElementById(canvas.dataset.table);
      if (!table) continue;
      const kind = canvas.dataset.chart;
      if (kind === "map") {
        try { await outlines(canvas.dataset.map); } catch { canvas.hidden = true; continue; }
        if (!canvas.isConnected) continue;
      }
      if (kind === "bars") canvas.classList.toggle("short", table.tBodies[0].rows.length < 7);
      if (!charts.has(canvas)) charts.set(canvas, echarts.init(canvas, null, { renderer: "canvas" }));
      charts.get(canvas).setOption(kind === "trend" ? trend(table) : kind === "bars" ? bars(table) : map(table, canvas), true);
    }
  };

  draw();
  document.addEventListener("panel", draw);
  addEventListener("resize", () => charts.forEach((chart) => chart.resize()));
  addEventListener("beforeprint", () => charts.forEach((chart) => chart.resize()));
})();
