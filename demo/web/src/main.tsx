import { createRoot } from "react-dom/client";
import "slack-blocks-to-jsx/dist/style.css";
import { App } from "./App";
import "./style/base.css";
import "./style/layout.css";
import "./style/messages.css";
import "./style/blocks.css";
import "./style/dialogs.css";

const root = document.getElementById("root");
if (root) createRoot(root).render(<App />);
