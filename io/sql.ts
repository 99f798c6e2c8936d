export { quoteList, quoteLiteral, quoteName, quoteNames, quoteNumber, structLiteral } from "../core/sql.ts";
