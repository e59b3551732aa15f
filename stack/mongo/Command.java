import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** A command as it lies in a message of the kind OP_MSG: where its fields and its documents begin. */
class Command {
    static final int OP_MSG = 2013;
    private static final int OP_CODE_AT = 12;
    private static final int FLAGS_AT = 16;
    private static final int SECTIONS_AT = 20;
    private static final byte BODY = 0;
    private static final byte SEQUENCE = 1;
    /** They say where, who asks, and what happens to the rest when one document fails, which none does. */
    private static final Set<String> ALWAYS = Set.of("$db", "lsid", "ordered");

    private final byte[] message;
    private final Map<String, Bson.Value> fields = new HashMap<>();
    private final Map<String, List<Bson.Value>> sequences = new HashMap<>();
    /** What to do: the first field. */
    private String name = "";

    /** Throws {@link Bson.NotPlain} for a message of another kind. */
    Command(byte[] message) {
        this.message = message;
        var isPlain = Bson.int32(message, OP_CODE_AT) == OP_MSG && Bson.int32(message, FLAGS_AT) == 0;
        if (!isPlain) throw Bson.NotPlain.INSTANCE;
        for (var at = SECTIONS_AT; at < message.length; at += 1 + Bson.int32(message, at + 1)) {
            switch (message[at]) {
                case BODY -> readBody(at + 1);
                case SEQUENCE -> readSequence(at + 1);
                default -> throw Bson.NotPlain.INSTANCE;
            }
        }
    }

    private void readBody(int start) {
        for (var each = new Bson.Fields(message, start); each.next();) {
            if (name.isEmpty()) name = each.name();
            fields.put(each.name(), each.value());
        }
    }

    private void readSequence(int start) {
        var nameEnd = Bson.endOfName(message, start + 4);
        var documents = new ArrayList<Bson.Value>();
        var end = start + Bson.int32(message, start);
        for (var at = nameEnd + 1; at < end; at += Bson.int32(message, at)) {
            documents.add(new Bson.Value(Bson.DOCUMENT, message, at));
        }
        sequences.put(new String(message, start + 4, nameEnd - start - 4, StandardCharsets.UTF_8), documents);
    }

    String name() {
        return name;
    }

    /** Refuses a command that says something of which its handler knows nothing. */
    void allow(Set<String> others) {
        var known = fields.keySet().stream()
                .allMatch(field -> field.equals(name) || ALWAYS.contains(field) || others.contains(field));
        if (!known) throw Bson.NotPlain.INSTANCE;
    }

    Bson.Value field(String field) {
        var value = fields.get(field);
        if (value == null) throw Bson.NotPlain.INSTANCE;
        return value;
    }

    int number(String field) {
        return fields.containsKey(field) ? field(field).number() : 0;
    }

    /** What `read` makes of each document of a list, which comes as a sequence or in the body. */
    <T> List<T> each(String list, Function<Bson.Value, T> read) {
        var made = new ArrayList<T>();
        var documents = sequences.get(list);
        if (documents != null) for (var document : documents) made.add(read.apply(document));
        else for (var each = field(list).fields(Bson.ARRAY); each.next();) made.add(read.apply(each.value()));
        return made;
    }
}
