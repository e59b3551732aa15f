import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.bson.BsonDecoder;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.Unpooled;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Documents as bytes: <a href="https://bsonspec.org/spec.html">bsonspec.org</a>. */
class Bson {
    static final byte DOUBLE = 0x01;
    static final byte TEXT = 0x02;
    static final byte DOCUMENT = 0x03;
    static final byte ARRAY = 0x04;
    static final byte BOOLEAN = 0x08;
    static final byte NULL = 0x0A;
    static final byte INT32 = 0x10;
    static final byte INT64 = 0x12;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
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

    /** Of a number, a length or a whole document's length. */
    static int int32(byte[] bytes, int start) {
        return (int) INT.get(bytes, start);
    }

    /**
     * Whether a document has all fields of a query with the very same values; null when that takes a comparison of
     * values of different types, or a look into documents.
     */
    static Boolean hasAll(byte[] document, byte[] query) {
        try {
            for (var wanted = new Fields(query, 0); wanted.next();) {
                var found = field(document, wanted.name());
                if (found == null || found.type != wanted.value().type || !found.isPlain()) return null;
                if (!found.isSameAs(wanted.value())) return false;
            }
            return true;
        } catch (NotPlain otherType) {
            return null;
        }
    }

    private static Value field(byte[] document, String name) {
        for (var each = new Fields(document, 0); each.next();) if (each.name().equals(name)) return each.value();
        return null;
    }

    /** Where the zero is that ends a name. */
    static int endOfName(byte[] bytes, int start) {
        var end = start;
        while (bytes[end] != 0) end++;
        return end;
    }

    /** What a command or a document throws that has another form than those that are handled as bytes. */
    static class NotPlain extends RuntimeException {
        static final NotPlain INSTANCE = new NotPlain();

        private NotPlain() {
            super("The library handles this form", null, false, false);
        }
    }

    /** A value where it lies. */
    record Value(byte type, byte[] bytes, int start) {
        int length() {
            return switch (type) {
                case NULL -> 0;
                case BOOLEAN -> 1;
                case INT32 -> 4;
                case DOUBLE, INT64 -> 8;
                case TEXT -> 4 + int32(bytes, start);
                case DOCUMENT, ARRAY -> int32(bytes, start);
                default -> throw NotPlain.INSTANCE;
            };
        }

        String text() {
            if (type != TEXT) throw NotPlain.INSTANCE;
            return new String(bytes, start + 4, int32(bytes, start) - 1, StandardCharsets.UTF_8);
        }

        int number() {
            if (type != INT32) throw NotPlain.INSTANCE;
            return int32(bytes, start);
        }

        Fields fields(byte expected) {
            if (type != expected) throw NotPlain.INSTANCE;
            return new Fields(bytes, start);
        }

        byte[] copy() {
            return Arrays.copyOfRange(bytes, start, start + length());
        }

        boolean isFalse() {
            return type == BOOLEAN && bytes[start] == 0;
        }

        /** Whether it equals another of its type exactly when it has the same bytes: not so 0 and -0. */
        boolean isPlain() {
            return type == TEXT || type == INT32 || type == INT64 || type == BOOLEAN || type == NULL;
        }

        boolean isSameAs(Value other) {
            return Arrays.equals(bytes, start, start + length(), other.bytes, other.start, other.start + other.length());
        }
    }

    /** Goes through the fields of a document, and reads of their values only what it is asked for. */
    static class Fields {
        private final byte[] bytes;
        private int next;
        private String name;
        private Value value;

        Fields(byte[] bytes, int start) {
            this.bytes = bytes;
            next = start + 4;
        }

        boolean next() {
            var type = bytes[next];
            if (type == 0) return false;
            var end = endOfName(bytes, next + 1);
            name = new String(bytes, next + 1, end - next - 1, StandardCharsets.UTF_8);
            value = new Value(type, bytes, end + 1);
            next = end + 1 + value.length();
            return true;
        }

        String name() {
            return name;
        }

        Value value() {
            return value;
        }
    }
}
