import{b as a}from"./chunk-4MOO6EFK.js";import"./chunk-BJOJZTYO.js";import"./chunk-22IWFCUZ.js";export{a as openHelp};
