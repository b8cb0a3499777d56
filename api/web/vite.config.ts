import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// The built files are committed, so that nobody who runs Pitcrew needs Node.
export default defineConfig({
  plugins: [react()],
  base: "./",
  build: {
    outDir: "../static",
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
