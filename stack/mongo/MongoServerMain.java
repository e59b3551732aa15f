import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.ArrayFilters;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.backend.ValueComparator;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.backend.h2.H2Collection;
import de.bwaldvogel.mongo.backend.h2.H2Database;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;
import de.bwaldvogel.mongo.wire.bson.BsonDecoder;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;
import org.h2.mvstore.type.ObjectDataType;

/** A server that speaks the MongoDB protocol over one H2 file: {@code java MongoServerMain.java DATA_DIRECTORY PORT}. */
class MongoServerMain {
    /** The Node driver refuses servers older than MongoDB 4.2; nothing we send needs more than this server has. */
    private static final MongoVersion VERSION = new MongoVersion() {
        @Override
        public List<Integer> getVersionArray() {
            return List.of(7, 0, 0);
        }

        @Override
        public int getWireVersion() {
            return 21;
        }
    };

    public static void main(String[] arguments) {
        var file = Path.of(arguments[0]).resolve("store.bson.h2").toString();
        // Written once a second, or after so many kilobytes by the estimate below: a page that changes twice meanwhile is written once.
        var store = new MVStore.Builder().fileName(file).autoCommitBufferSize(16_384).open();
        var backend = new Backend(store);
        backend.version(VERSION);
        var server = new MongoServer(backend);
        server.bind("127.0.0.1", Integer.parseInt(arguments[1]));
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdownNow));
    }

    private static class Backend extends H2Backend {
        Backend(MVStore store) {
            super(store);
        }

        @Override
        protected MongoDatabase openOrCreateDatabase(String name) {
            return new Database(name);
        }

        /** An inner class: the constructor of {@link H2Database} already opens the collections that are there. */
        private class Database extends H2Database {
            Database(String name) {
                super(name, getMvStore(), getCursorRegistry());
            }

            @Override
            protected MongoCollection<Object> openOrCreateCollection(String name, CollectionOptions options) {
                var fullName = getFullCollectionNamespace(name);
                var documents = new MVMap.Builder<Object, Document>().valueType(new DocumentType());
                MVMap<Object, Document> data = getMvStore().openMap("databases." + fullName, documents);
                MVMap<String, Object> meta = getMvStore().openMap("meta." + fullName);
                return new Collection(this, name, options, data, meta, getCursorRegistry());
            }

            @Override
            protected Index<Object> openOrCreateUniqueIndex(String collection, String name, List<IndexKey> keys,
                    boolean sparse) {
                // The library opens the same map and is given this one, with its type.
                var map = getFullCollectionNamespace(collection) + "._index_" + name;
                getMvStore().openMap(map, new MVMap.Builder<KeyValue, Object>().keyType(new KeyType()));
                return super.openOrCreateUniqueIndex(collection, name, keys, sparse);
            }
        }
    }

    /**
     * The library uses its index for `{ _id }` alone, reads the whole collection for `{ _id, revision }`, and compares
     * each document that it found by `$in` with each key of the list. It replaces a document by copying the old one,
     * comparing both, and writing both as BSON to know how much the collection has grown.
     */
    private static class Collection extends H2Collection {
        Collection(MongoDatabase database, String name, CollectionOptions options, MVMap<Object, Document> data,
                MVMap<String, Object> meta, CursorRegistry cursors) {
            super(database, name, options, data, meta, cursors);
        }

        @Override
        protected QueryResult queryDocuments(Document query, Document orderBy, int skip, int limit, int batchSize,
                Document fields) {
            var ids = idsOf(query.get("_id"));
            if (ids == null) return super.queryDocuments(query, orderBy, skip, limit, batchSize, fields);
            var rest = query.clone();
            rest.remove("_id");
            var found = ids.stream().map(this::getDocument).filter(Objects::nonNull);
            return matchDocumentsFromStream(found, rest, orderBy, skip, limit, batchSize, fields);
        }

        @Override
        public synchronized Document updateDocuments(Document query, Document update, ArrayFilters filters,
                boolean isMulti, boolean isUpsert, Oplog oplog) {
            var isReplacement = !isMulti && !isUpsert && query.get("_id") instanceof String && getIndexes().size() == 1
                    && query.get("_id").equals(update.getOrDefault("_id", query.get("_id")))
                    && update.keySet().stream().noneMatch(key -> key.startsWith("$"));
            if (!isReplacement) return super.updateDocuments(query, update, filters, isMulti, isUpsert, oplog);
            var id = query.get("_id");
            var before = getDocument(id);
            if (before == null || !documentMatchesQuery(before, query)) return new Document("n", 0).append("nModified", 0);
            var after = new Document("_id", id);
            after.putAll(update);
            if (after.equals(before)) return new Document("n", 1).append("nModified", 0);
            handleUpdate(id, before, after);
            return new Document("n", 1).append("nModified", 1);
        }

        @Override
        protected boolean tracksDataSize() {
            return false;
        }

        /** The keys that are asked for; null when it is a condition of another form. */
        private static Set<Object> idsOf(Object condition) {
            if (condition instanceof String id) return Set.of(id);
            var isList = condition instanceof Document document && document.size() == 1
                    && document.get("$in") instanceof java.util.Collection<?> keys
                    && keys.stream().allMatch(String.class::isInstance);
            return isList ? new TreeSet<>((java.util.Collection<?>) ((Document) condition).get("$in")) : null;
        }
    }

    /** Documents as BSON: the store's own type is Java's serialization, which costs ten times as much. */
    private static class DocumentType extends BasicDataType<Document> {
        /** About, in bytes: it decides when a page is split. */
        private static final int FIELD_MEMORY = 100;
        /** A buffer that has to grow is copied each time. */
        private static final int MOST_COMMON_BYTES = 8_192;

        @Override
        public int getMemory(Document document) {
            return memoryOf(document);
        }

        private static int memoryOf(Object value) {
            if (value instanceof String text) return FIELD_MEMORY + text.length();
            if (value instanceof Document document) return memoryOfAll(document.values());
            if (value instanceof java.util.Collection<?> list) return memoryOfAll(list);
            return FIELD_MEMORY;
        }

        private static int memoryOfAll(java.util.Collection<?> values) {
            var sum = FIELD_MEMORY;
            for (var value : values) sum += memoryOf(value);
            return sum;
        }

        @Override
        public void write(WriteBuffer target, Document document) {
            var bytes = Unpooled.buffer(MOST_COMMON_BYTES);
            BsonEncoder.encodeDocument(document, bytes);
            target.put(bytes.array(), bytes.arrayOffset(), bytes.readableBytes());
        }

        @Override
        public Document read(ByteBuffer source) {
            var bytes = Unpooled.wrappedBuffer(source);
            var document = BsonDecoder.decodeBson(bytes);
            source.position(source.position() + bytes.readerIndex());
            return document;
        }

        @Override
        public Document[] createStorage(int size) {
            return new Document[size];
        }
    }

    /** Keys of an index, compared as values: the store's own type serializes both at each comparison. */
    private static class KeyType extends BasicDataType<KeyValue> {
        private static final ObjectDataType ANY = new ObjectDataType();

        @Override
        public int compare(KeyValue left, KeyValue right) {
            for (var at = 0; at < Math.min(left.size(), right.size()); at++) {
                var order = ValueComparator.asc().compare(left.get(at), right.get(at));
                if (order != 0) return order;
            }
            return Integer.compare(left.size(), right.size());
        }

        @Override
        public int getMemory(KeyValue key) {
            return 100 * key.size();
        }

        @Override
        public void write(WriteBuffer target, KeyValue key) {
            target.putVarInt(key.size());
            for (var value : key) ANY.write(target, Missing.ofNullable(value));
        }

        @Override
        public KeyValue read(ByteBuffer source) {
            var values = new Object[DataUtils.readVarInt(source)];
            for (var at = 0; at < values.length; at++) {
                var value = ANY.read(source);
                values[at] = value instanceof Missing ? null : value;
            }
            return new KeyValue(values);
        }

        @Override
        public KeyValue[] createStorage(int size) {
            return new KeyValue[size];
        }
    }
}
