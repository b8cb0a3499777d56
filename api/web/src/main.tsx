import { createRoot } from "react-dom/client";
import { Door } from "./Door";
import "./style.css";

createRoot(document.getElementById("root")!).render(<Door />);
