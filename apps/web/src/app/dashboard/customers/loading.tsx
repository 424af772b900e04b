export { default } from "../sync/loading.tsx";
