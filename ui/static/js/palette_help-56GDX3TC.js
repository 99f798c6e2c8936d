import{a}from"./chunk-TEPIQLSX.js";import"./chunk-ELYVRGQR.js";import"./chunk-22IWFCUZ.js";export{a as openHelp};
