import{a}from"./chunk-G6MDS6IA.js";import"./chunk-P6PG5FKV.js";import"./chunk-22IWFCUZ.js";export{a as openHelp};
