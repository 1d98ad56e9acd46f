// The report: reads what the command has put into this very page, and shows it.
import { render } from "preact";
import type { ReportData } from "../../core/report/report-data.ts";
import "../style/base.css";
import "./report.css";
import { keepFocus } from "../keep-focus.ts";
import { applyTheme } from "../style/theme.tsx";
import { ReportPage } from "./report-page.tsx";

applyTheme();
keepFocus();
const data = JSON.parse(document.getElementById("report-data")!.textContent) as ReportData;
render(<ReportPage data={data} />, document.getElementById("report")!);
// Stays where an older browser has failed before.
document.getElementById("until-drawn")!.remove();
