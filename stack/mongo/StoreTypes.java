import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.ValueComparator;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;
import org.h2.mvstore.type.ObjectDataType;

/** How documents and keys lie in the file. */
class StoreTypes {
    /** A document: its first four bytes say how many it has. */
    static class BsonType extends BasicDataType<byte[]> {
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

    /** Keys of documents. The store's own type writes a text one character after the other. */
    static class IdType extends ObjectDataType {
        /** No type of the store's own begins so. */
        private static final byte TEXT = -1;

        @Override
        public void write(WriteBuffer target, Object id) {
            if (id instanceof String text) {
                var bytes = text.getBytes(StandardCharsets.UTF_8);
                target.put(TEXT).putVarInt(bytes.length).put(bytes);
            } else {
                super.write(target, id);
            }
        }

        @Override
        public Object read(ByteBuffer source) {
            if (source.get(source.position()) != TEXT) return super.read(source);
            source.get();
            var bytes = new byte[DataUtils.readVarInt(source)];
            source.get(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    /** Keys of an index, compared as values: the store's own type serializes both at each comparison. */
    static class KeyType extends BasicDataType<KeyValue> {
        private static final IdType ANY = new IdType();

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
