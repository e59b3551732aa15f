import '@rushgraph/stack/main';
