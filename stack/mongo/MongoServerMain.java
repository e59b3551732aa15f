import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.ArrayFilters;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DocumentWithPosition;
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
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
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
        // Written once a second, or after so many kilobytes: a page that changes twice meanwhile is written once. A node
        // of its tree has one or two of them, as all of a node is written when one changes.
        var store = new MVStore.Builder().fileName(file).autoCommitBufferSize(16_384).pageSplitSize(4_096).open();
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
                var documents = new MVMap.Builder<Object, byte[]>().valueType(new BsonType());
                MVMap<Object, byte[]> data = getMvStore().openMap("databases." + fullName, documents);
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
     * The library keeps documents as trees of objects; a thousand pages of a thousand objects each, most of them replaced
     * every few seconds, kept the garbage collector busy and stopped the server for 150 to 400 ms at a time. Here they are
     * kept as BSON, and read when they are asked for.
     *
     * The library uses its index for `{ _id }` alone, reads the whole collection for `{ _id, revision }`, and compares
     * each document that it found by `$in` with each key of the list. It replaces a document by copying the old one,
     * comparing both, and writing both as BSON to know how much the collection has grown.
     */
    private static class Collection extends H2Collection {
        private final MVMap<Object, byte[]> documents;

        Collection(MongoDatabase database, String name, CollectionOptions options, MVMap<Object, byte[]> documents,
                MVMap<String, Object> meta, CursorRegistry cursors) {
            super(database, name, options, countedBy(documents), meta, cursors);
            this.documents = documents;
        }

        /** The library asks its map how many there are; for documents it asks the methods that are replaced below. */
        @SuppressWarnings("unchecked")
        private static MVMap<Object, Document> countedBy(MVMap<Object, ?> documents) {
            return (MVMap<Object, Document>) documents;
        }

        @Override
        protected Document getDocument(Object position) {
            var bytes = documents.get(position);
            return bytes == null ? null : Bson.read(bytes);
        }

        @Override
        protected Object addDocumentInternal(Document document) {
            var position = getIdField() == null ? UUID.randomUUID() : document.get(getIdField());
            var before = documents.put(Missing.ofNullable(position), Bson.write(document));
            if (before != null) throw new IllegalStateException("There is a document with key " + position);
            return position;
        }

        @Override
        protected void removeDocument(Object position) {
            if (documents.remove(position) == null) throw new NoSuchElementException("No document with key " + position);
        }

        @Override
        protected void handleUpdate(Object position, Document before, Document after) {
            documents.put(Missing.ofNullable(position), Bson.write(after));
        }

        @Override
        protected Stream<DocumentWithPosition<Object>> streamAllDocumentsWithPosition() {
            return documents.entrySet().stream()
                    .map(entry -> new DocumentWithPosition<>(Bson.read(entry.getValue()), entry.getKey()));
        }

        @Override
        protected QueryResult matchDocuments(Document query, Document orderBy, int skip, int limit, int batchSize,
                Document fields) {
            if (isNaturalDescending(orderBy)) {
                return super.matchDocuments(query, orderBy, skip, limit, batchSize, fields);
            }
            var all = documents.values().stream().map(Bson::read);
            return matchDocumentsFromStream(all, query, orderBy, skip, limit, batchSize, fields);
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
            var before = documents.get(id);
            if (before == null || !documentMatchesQuery(Bson.read(before), query)) {
                return new Document("n", 0).append("nModified", 0);
            }
            var document = new Document("_id", id);
            document.putAll(update);
            var after = Bson.write(document);
            if (Arrays.equals(after, before)) return new Document("n", 1).append("nModified", 0);
            documents.put(id, after);
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

    private static class Bson {
        /** A buffer that has to grow is copied each time. */
        private static final int MOST_COMMON_BYTES = 8_192;

        static byte[] write(Document document) {
            var bytes = Unpooled.buffer(MOST_COMMON_BYTES);
            BsonEncoder.encodeDocument(document, bytes);
            return Arrays.copyOfRange(bytes.array(), bytes.arrayOffset(), bytes.arrayOffset() + bytes.readableBytes());
        }

        static Document read(byte[] bytes) {
            return BsonDecoder.decodeBson(Unpooled.wrappedBuffer(bytes));
        }
    }

    /** A document as it lies in the file: its first four bytes say how many it has. */
    private static class BsonType extends BasicDataType<byte[]> {
        /** Of an array and what points to it. */
        private static final int OVERHEAD = 24;

        @Override
        public int getMemory(byte[] document) {
            return OVERHEAD + document.length;
        }

        @Override
        public void write(WriteBuffer target, byte[] document) {
            target.put(document);
        }

        @Override
        public byte[] read(ByteBuffer source) {
            var length = source.duplicate().order(ByteOrder.LITTLE_ENDIAN).getInt();
            var document = new byte[length];
            source.get(document);
            return document;
        }

        @Override
        public byte[][] createStorage(int size) {
            return new byte[size][];
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
