import{Qa as o,Ua as r}from"./chunk-6S3LNSFM.js";function i(){o([r])}export{i as useFlows};
