/* The types of what the scripts of reports share: pictures, which are plain data, and charts. */

interface Reports {
  siteSearch: { hasWords(name: string, typed: string): boolean };
  chartShapes: ChartShapes;
  trendChart: {
    drawSpark(picture: TrendPicture): Chart;
    drawTrend(picture: TrendPicture): Chart;
  };
  siteCharts: {
    drawEffects(picture: EffectsPicture): Chart;
    drawFunnel(picture: FunnelPicture): Chart;
    drawSites(picture: SitesPicture): Chart;
  };
}

interface ChartShapes {
  clipText(text: string, room: number): string;
  drawCircle(x: number, y: number, radius: number, name: string): ChartShape;
  drawDiamond(x: number, y: number, radius: number, name: string): ChartShape;
  drawLine(x1: number, y1: number, x2: number, y2: number, name: string): ChartShape;
  drawPath(tag: "polygon" | "polyline", corners: number[][], name: string): ChartShape;
  drawSquare(x: number, y: number, radius: number, name: string): ChartShape;
  drawText(x: number, y: number, text: string, name: string, anchor?: string): ChartShape;
  findLowestTenth(lows: number[]): number;
  findWidest(texts: string[]): number;
  makePlacer(width: number, height: number): LabelPlacer;
  makeScale(low: number, high: number, start: number, end: number): (value: number) => number;
  makeSpot(x: number, y: number, anchor?: string): LabelSpot;
  formatNumber(value: number): string;
  measureText(text: string): number;
  /** A chart as SVG. */
  writeChart(chart: Chart): string;
}

interface LabelSpot {
  x: number;
  y: number;
  anchor: string;
}

interface LabelPlacer {
  take(left: number, top: number, right: number, bottom: number): void;
  takeSegment(x1: number, y1: number, x2: number, y2: number): void;
  /** The first of the texts at the first spot with room for it; nothing without room. */
  place(texts: string[], name: string, spots: LabelSpot[]): ChartShape[];
}

interface ChartShape {
  tag: string;
  attributes: any[][];
  text?: string;
}

interface Chart {
  name: string;
  title: string;
  description: string;
  width: number;
  height: number;
  shapes: ChartShape[];
  heads: string[];
  rows: string[][];
}

interface ChartPicture {
  name: string;
  title: string;
  description: string;
}

interface PlottedPoint {
  label: string;
  year: string;
  period: string;
  value: number;
  low: number;
  high: number;
  hollow: boolean;
  note: string;
  cases: string;
}

interface PlottedStretch {
  points: PlottedPoint[];
  limits: { centre: number; low: number; high: number }[];
  signals: { rule: string; first: number; last: number; side: number }[];
}

interface TrendPicture extends ChartPicture {
  /** grade or share */
  unit: string;
  stretches: PlottedStretch[];
  changes: { at: number; label: string }[];
}

interface PlottedSite {
  name: string;
  met: number;
  cases: number;
  low: number;
  high: number;
  places: string;
  named: boolean;
}

interface SitesPicture extends ChartPicture {
  share: number;
  sites: PlottedSite[];
}

interface FunnelPicture extends SitesPicture {
  steps: {
    cases: number;
    outer_low: number;
    outer_high: number;
    inner_low: number;
    inner_high: number;
  }[];
}

interface PlottedEffect {
  name: string;
  before: number;
  before_low: number;
  before_high: number;
  after: number;
  after_low: number;
  after_high: number;
  before_count: string;
  after_count: string;
  said: string;
}

interface EffectsPicture extends ChartPicture {
  effects: PlottedEffect[];
}

interface TrendPoint extends Estimate {
  period: Period;
  audit: string;
  isHollow: boolean;
  /** null where the figure is no count. */
  met: number | null;
  looked_at: number | null;
  /** How many daily walks were added up to a month, and the day of the newest. */
  walks?: number | null;
  newest?: Period;
}

interface TrendStretch {
  points: TrendPoint[];
  /** One a point, or none where no rule applies. */
  limits: ChartLimits[];
  signals: ChartSignal[];
  baseline: number;
  /** How often such a stretch shows a signal when nothing changes; null where no rule applies. */
  alarms: number | null;
}
