/** For runs in this folder alone; a run from the root has its own projects. */
export default {
  test: { include: ["test/**/*.test.ts"], exclude: ["**/*.long.test.ts"], maxWorkers: 2 },
};
