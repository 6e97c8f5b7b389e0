// Draws the figures; the style sheet colours their paper, text and grid, so a change of scheme and
// print need nothing here but the width of the paper.
(() => {
  const config = { displaylogo: false, responsive: true, modeBarButtons: [["zoom2d", "resetScale2d"]], displayModeBar: false };
  const plots = [];
  for (const data of document.querySelectorAll("script[data-figure]")) {
    const { data: traces, layout } = JSON.parse(data.textContent);
    const plot = document.getElementById(data.dataset.figure);
    const phone = plot.clientWidth < 520;
    if (phone) {
      layout.font.size = 11;
      layout.height = Math.min(layout.height + 60, 520);
      plot.style.height = `${layout.height}px`;
      const eye = layout.scene?.camera.eye ?? {};
      for (const axis of Object.keys(eye)) eye[axis] *= 2;
    }
    Plotly.newPlot(plot, traces, layout, config);
    plots.push(plot);
  }
  const paper = 660;
  addEventListener("beforeprint", () => plots.forEach((plot) => Plotly.relayout(plot, { width: paper, autosize: false })));
  addEventListener("afterprint", () => plots.forEach((plot) => Plotly.relayout(plot, { width: null, autosize: true })));
})();
