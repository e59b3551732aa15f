import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.Collection;

/** What commands of the plain forms ask for. All of these throw {@link Bson.NotPlain} for another form. */
class PlainForms {
    /** The ids that are asked for, each once and in order: of `{ _id: text }` or `{ _id: { $in: [text, …] } }`. */
    static Collection<String> ids(Command find) {
        find.allow(Set.of("filter", "limit", "singleBatch", "batchSize"));
        var filter = find.field("filter").fields(Bson.DOCUMENT);
        if (!filter.next() || !filter.name().equals("_id")) throw Bson.NotPlain.INSTANCE;
        var wanted = filter.value();
        if (filter.next()) throw Bson.NotPlain.INSTANCE;
        if (wanted.type() == Bson.TEXT) return List.of(wanted.text());
        var operators = wanted.fields(Bson.DOCUMENT);
        if (!operators.next() || !operators.name().equals("$in")) throw Bson.NotPlain.INSTANCE;
        var list = operators.value().fields(Bson.ARRAY);
        if (operators.next()) throw Bson.NotPlain.INSTANCE;
        var ids = new TreeSet<String>();
        while (list.next()) ids.add(list.value().text());
        return ids;
    }

    /** Whole documents that begin with their `_id`, a text. */
    static List<BsonCollection.Kept> documents(Command insert) {
        insert.allow(Set.of());
        return insert.each("documents", PlainForms::kept);
    }

    /** Of `{ q: { _id, … }, u: document }`. */
    static List<BsonCollection.Replacement> replacements(Command update) {
        update.allow(Set.of());
        return update.each("updates", PlainForms::replacement);
    }

    private static BsonCollection.Replacement replacement(Bson.Value update) {
        BsonCollection.Kept kept = null;
        Bson.Value query = null;
        for (var each = update.fields(Bson.DOCUMENT); each.next();) {
            switch (each.name()) {
                case "q" -> query = each.value();
                case "u" -> kept = kept(each.value());
                // Of many documents, or one that is made when it is not there.
                case "multi", "upsert" -> {
                    if (!each.value().isFalse()) throw Bson.NotPlain.INSTANCE;
                }
                default -> throw Bson.NotPlain.INSTANCE;
            }
        }
        if (query == null || kept == null) throw Bson.NotPlain.INSTANCE;
        requireEquality(query, kept.id());
        return new BsonCollection.Replacement(kept, query.copy());
    }

    /** The `_id` and other single values that a document must have. */
    private static void requireEquality(Bson.Value query, String id) {
        var each = query.fields(Bson.DOCUMENT);
        if (!each.next() || !each.name().equals("_id") || !each.value().text().equals(id)) throw Bson.NotPlain.INSTANCE;
        while (each.next()) {
            var isPath = each.name().contains(".") || each.name().startsWith("$");
            if (isPath || !each.value().isPlain()) throw Bson.NotPlain.INSTANCE;
        }
    }

    private static BsonCollection.Kept kept(Bson.Value document) {
        var each = document.fields(Bson.DOCUMENT);
        if (!each.next() || !each.name().equals("_id")) throw Bson.NotPlain.INSTANCE;
        var id = each.value().text();
        while (each.next()) if (each.name().startsWith("$")) throw Bson.NotPlain.INSTANCE;
        return new BsonCollection.Kept(id, document.copy());
    }
}
