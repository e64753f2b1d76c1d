/// <reference types="vitest/config" />
import { fileURLToPath } from "node:url";

import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** Packages that only a chart needs; they stay together in one lazy chunk. The canvas shares d3's others. */
const CHART_PACKAGES =
  /node_modules\/(vega|vega-[a-z-]+|d3-(array|delaunay|dsv|force|format|geo|geo-projection|hierarchy|path|quadtree|scale|scale-chromatic|shape|time|time-format)|topojson-client|internmap|robust-predicates|delaunator)\//;
/** Parts of d3 that the canvas and the charts both need. */
const SHARED_D3 = /node_modules\/d3-(color|dispatch|drag|ease|interpolate|selection|timer|transition|zoom)\//;
/** Packages that every page needs before its first paint. */
const VIEW_PACKAGES = /node_modules\/(react|react-dom|scheduler|@tanstack\/(react-)?(query|router|store|query-core|router-core|history)[a-z-]*|i18next|react-i18next|zustand)\//;

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  // The server replaces the placeholder by a fresh nonce in every answer.
  html: { cspNonce: "__CSP_NONCE__" },
  server: {
    port: 5173,
    proxy: {
      "/api": { target: process.env.TRILOOM_DEV_SERVER ?? "http://127.0.0.1:8000" },
      "/readyz": { target: process.env.TRILOOM_DEV_SERVER ?? "http://127.0.0.1:8000" },
    },
  },
  build: {
    manifest: true,
    target: "es2022",
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // A group takes its dependencies along: what canvas and charts share must be claimed first.
            { name: "d3", test: SHARED_D3, priority: 30 },
            { name: "vega", test: CHART_PACKAGES, priority: 20 },
            { name: "view", test: VIEW_PACKAGES },
          ],
        },
      },
    },
  },
  test: {
    globals: true,
    setupFiles: ["./src/testing/setup.ts"],
    testTimeout: 30000,
    pool: "threads",
    maxWorkers: 1,
    css: false,
    // A browser is costly to imitate: only what draws or reads a page gets one.
    projects: [
      { extends: true, test: { name: "logic", include: ["src/**/*.test.ts"], environment: "node" } },
      { extends: true, test: { name: "view", include: ["src/**/*.test.tsx"], environment: "jsdom" } },
    ],
  },
});
