var e=class extends Error{constructor(t){super([t.detail,t.remedy].filter(n=>n!==void 0).join(". "));this.details=t}details;name="ApiProblem"};export{e as a};
