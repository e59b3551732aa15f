import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.ArrayFilters;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DocumentWithPosition;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.backend.h2.H2Collection;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.h2.mvstore.MVMap;

/**
 * The library keeps documents as trees of objects; a thousand pages of a thousand objects each, most of them replaced
 * every few seconds, kept the garbage collector busy and stopped the server for 150 to 400 ms at a time. Here they are
 * kept as BSON, and read when they are asked for; what {@link PlainCommands} hands over and asks for is never read.
 *
 * The library uses its index for `{ _id }` alone, reads the whole collection for `{ _id, revision }`, and compares
 * each document that it found by `$in` with each key of the list. It replaces a document by copying the old one,
 * comparing both, and writing both as BSON to know how much the collection has grown.
 */
class BsonCollection extends H2Collection {
    /** A document as it is kept. */
    record Kept(String id, byte[] document) {
    }

    /** A document in place of the one with its `_id`, if that one matches a query, which is BSON too. */
    record Replacement(Kept after, byte[] query) {
    }

    record Replaced(int matched, int modified) {
    }

    private final MVMap<Object, byte[]> documents;
    private final Supplier<MVMap<KeyValue, Object>> openIndex;

    BsonCollection(MongoDatabase database, String name, CollectionOptions options, MVMap<Object, byte[]> documents,
            MVMap<String, Object> meta, Supplier<MVMap<KeyValue, Object>> openIndex, CursorRegistry cursors) {
        super(database, name, options, countedBy(documents), meta, cursors);
        this.documents = documents;
        this.openIndex = openIndex;
    }

    /** The library asks its map how many there are; for documents it asks the methods that are replaced below. */
    @SuppressWarnings("unchecked")
    private static MVMap<Object, Document> countedBy(MVMap<Object, ?> documents) {
        return (MVMap<Object, Document>) documents;
    }

    /** Those that are there, in the order of their ids. */
    synchronized List<byte[]> find(Collection<String> keys) {
        return keys.stream().map(documents::get).filter(Objects::nonNull).toList();
    }

    /** Whether only `_id` is indexed, so that a document may be kept without a look into it. */
    synchronized boolean isPlain() {
        return getIndexes().size() == 1 && "_id".equals(getIdField());
    }

    synchronized Replaced replace(List<Replacement> replacements) {
        var matched = 0;
        var modified = 0;
        for (var replacement : replacements) {
            var after = replacement.after;
            var before = documents.get(after.id);
            if (before == null || !matches(before, replacement.query)) continue;
            matched++;
            if (Arrays.equals(after.document, before)) continue;
            documents.put(after.id, after.document);
            modified++;
        }
        return new Replaced(matched, modified);
    }

    /** All of them; none when one is there already. */
    synchronized boolean insert(List<Kept> added) {
        var ids = added.stream().map(Kept::id).collect(Collectors.toSet());
        if (ids.size() < added.size() || ids.stream().anyMatch(documents::containsKey)) return false;
        var index = openIndex.get();
        for (var each : added) {
            documents.put(each.id, each.document);
            index.put(new KeyValue(each.id), each.id);
        }
        return true;
    }

    private boolean matches(byte[] document, byte[] query) {
        var isEqual = Bson.hasAll(document, query);
        return isEqual == null ? documentMatchesQuery(Bson.read(document), Bson.read(query)) : isEqual;
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
        var keys = idsOf(query.get("_id"));
        if (keys == null) return super.queryDocuments(query, orderBy, skip, limit, batchSize, fields);
        var rest = query.clone();
        rest.remove("_id");
        var found = keys.stream().map(this::getDocument).filter(Objects::nonNull);
        return matchDocumentsFromStream(found, rest, orderBy, skip, limit, batchSize, fields);
    }

    @Override
    public synchronized Document updateDocuments(Document query, Document update, ArrayFilters filters,
            boolean isMulti, boolean isUpsert, Oplog oplog) {
        var isReplacement = !isMulti && !isUpsert && query.get("_id") instanceof String && isPlain()
                && query.get("_id").equals(update.getOrDefault("_id", query.get("_id")))
                && update.keySet().stream().noneMatch(key -> key.startsWith("$"));
        if (!isReplacement) return super.updateDocuments(query, update, filters, isMulti, isUpsert, oplog);
        var document = new Document("_id", query.get("_id"));
        document.putAll(update);
        var after = new Kept((String) query.get("_id"), Bson.write(document));
        var replaced = replace(List.of(new Replacement(after, Bson.write(query))));
        return new Document("n", replaced.matched).append("nModified", replaced.modified);
    }

    @Override
    protected boolean tracksDataSize() {
        return false;
    }

    /** The keys that are asked for; null when it is a condition of another form. */
    private static Set<Object> idsOf(Object condition) {
        if (condition instanceof String id) return Set.of(id);
        var isList = condition instanceof Document document && document.size() == 1
                && document.get("$in") instanceof Collection<?> keys
                && keys.stream().allMatch(String.class::isInstance);
        return isList ? new TreeSet<>((Collection<?>) ((Document) condition).get("$in")) : null;
    }
}
