function o(e){return JSON.parse(e.dataset.props??"{}")}export{o as a};
