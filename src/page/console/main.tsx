// The console's page: what runs in the browser while `cloud-runner console` runs on this machine.
import "../style/base.css";
import "./style/shell.css";
import "./style/parts.css";
import "./style/views.css";
import { render } from "preact";
import { keepFocus } from "../keep-focus.ts";
import { applyTheme } from "../style/theme.tsx";
import { App } from "./app.tsx";

applyTheme();
keepFocus();
render(<App />, document.getElementById("page")!);
