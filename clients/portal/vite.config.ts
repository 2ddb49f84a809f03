import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** `CODEAGENT_SERVER=http://127.0.0.1:8080 npm run dev` shows the data of that server. */
const server = process.env["CODEAGENT_SERVER"] ?? "http://127.0.0.1:8080";
const proxied = { target: server, changeOrigin: true, ws: true, headers: { origin: server } };

export default defineConfig({
  plugins: [react()],
  // Relative, because the path of the server is known only when a browser asks.
  base: "./",
  resolve: {
    alias: {
      "@codeagent/client": here("../typescript/src/index.ts"),
      // The sources of the client are outside of this folder, and have no node_modules of their own in a build.
      "openapi-fetch": here("node_modules/openapi-fetch"),
    },
  },
  build: {
    outDir: "target/dist",
    emptyOutDir: true,
    target: "es2023",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1000,
    reportCompressedSize: false,
  },
  server: { proxy: { "/api": proxied, "/ws": proxied, "/login": proxied } },
});
