import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

// A test compares this with the sources, so that nobody forgets `make web`.
function builtFrom(out: string): Plugin {
  return {
    name: "built-from",
    closeBundle() {
      const hash = createHash("sha256");
      const found = readdirSync("src", { recursive: true, withFileTypes: true });
      const names = found.filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name));
      for (const name of [...names.sort(), "index.html", "package.json"]) {
        hash.update(readFileSync(name));
      }
      writeFileSync(join(out, "built-from.txt"), `${hash.digest("hex")}\n`);
    },
  };
}

// The built files are committed, so that nobody who runs Pitcrew needs Node.
const OUT = "../static";

export default defineConfig({
  plugins: [react(), builtFrom(OUT)],
  base: "./",
  build: {
    outDir: OUT,
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        entryFileNames: "assets/page.js",
        chunkFileNames: "assets/[name].js",
        assetFileNames: "assets/[name][extname]",
      },
    },
  },
  server: { proxy: { "/v1": "http://localhost:8321", "/health": "http://localhost:8321" } },
});
