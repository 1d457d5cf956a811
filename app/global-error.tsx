"use client";

import "./globals.css";

/** The root layout itself failed: no catalogue is at hand, so both languages stand here. */
export default function GlobalError({ error, retry }: { error: unknown; retry: () => void }) {
  const id = error instanceof Error && "digest" in error ? String(error.digest) : "";
  return (
    <html lang="zh-CN">
      <body>
        <main className="grid min-h-dvh place-items-center p-6">
          <div role="alert" className="w-full max-w-xl border-s4 border-l-[3px] bg-s4-wash px-4 py-3">
            <h1 className="text-l">系统出了问题</h1>
            <p>已保存的内容仍在。{id && `编号：${id}`}</p>
            <div lang="en" className="mt-3">
              <p className="font-bold text-l">Something went wrong on our side</p>
              <p>What you had saved is kept. {id && `Number: ${id}`}</p>
            </div>
            <button type="button" onClick={retry} className="mt-3 h-8 rounded-control border border-edge bg-sheet px-3">
              重试 Try again
            </button>
          </div>
        </main>
      </body>
    </html>
  );
}
