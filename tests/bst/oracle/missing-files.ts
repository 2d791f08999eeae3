// A view of the test corpus in which local files and plugin folders that it lacks are there: the reference saw them.

import { diskFiles, type ProjectFiles } from "../../../dsl/bst/files.ts";

const READ = /\.(bst|conf|yml|yaml|refs)$/;
const PLUGINS = /(^|\/)\w*plugins(\/\w+)?$/;

export const filesWithPlaceholders: ProjectFiles = {
  ...diskFiles,
  kind: (path) => diskFiles.kind(path) ?? (READ.test(path) ? undefined : PLUGINS.test(path) ? "directory" : "file"),
  realPath: (path) => diskFiles.realPath(path) ?? (READ.test(path) ? undefined : path.replace(/\/$/, "")),
};
