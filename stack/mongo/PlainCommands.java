import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.MongoWireProtocolHandler;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import de.bwaldvogel.mongo.wire.message.ClientRequest;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * Answers three forms of command from the bytes they came in: find documents by their `_id`, replace some that are found by
 * `_id` and other fields, and insert some. The library makes a tree of objects of each document that comes or goes, which
 * costs many times what is done with it. A command of any other form goes to the library, which gives the same answers.
 */
class PlainCommands extends MongoWireProtocolHandler {
    private static final int HEADER_BYTES = 16;
    private static final int REQUEST_ID_AT = 4;

    private final BsonBackend backend;
    private int answers;

    PlainCommands(BsonBackend backend) {
        this.backend = backend;
    }

    /** A request for the library; null when no whole one has come yet, or when it has been answered here. */
    @Override
    protected ClientRequest decode(ChannelHandlerContext context, ByteBuf received) throws Exception {
        var start = received.readerIndex();
        var length = received.readableBytes() < HEADER_BYTES ? 0 : received.getIntLE(start);
        if (length < HEADER_BYTES || received.readableBytes() < length) return super.decode(context, received);
        var message = new byte[length];
        received.getBytes(start, message);
        var answer = context.alloc().buffer();
        try {
            // Its length comes at the end.
            answer.writeIntLE(0).writeIntLE(++answers).writeIntLE(Bson.int32(message, REQUEST_ID_AT));
            answer.writeIntLE(Command.OP_MSG).writeIntLE(0).writeByte(0);
            answer(new Command(message), answer);
            answer.setIntLE(0, answer.writerIndex());
        } catch (Bson.NotPlain | IndexOutOfBoundsException otherForm) {
            answer.release();
            return super.decode(context, received);
        }
        received.skipBytes(length);
        context.writeAndFlush(answer);
        return null;
    }

    private void answer(Command command, ByteBuf answer) {
        if (!Set.of("find", "update", "insert").contains(command.name())) throw Bson.NotPlain.INSTANCE;
        var collection = backend.collection(command.field("$db").text(), command.field(command.name()).text());
        if (collection == null || !collection.isPlain()) throw Bson.NotPlain.INSTANCE;
        switch (command.name()) {
            case "find" -> writeFound(collection.getFullName(), find(command, collection), answer);
            case "update" -> {
                var replaced = collection.replace(PlainForms.replacements(command));
                write(new Document("n", replaced.matched()).append("nModified", replaced.modified()), answer);
            }
            default -> {
                var documents = PlainForms.documents(command);
                // The library says which of them is there already.
                if (!collection.insert(documents)) throw Bson.NotPlain.INSTANCE;
                write(new Document("n", documents.size()), answer);
            }
        }
    }

    private static List<byte[]> find(Command command, BsonCollection collection) {
        var found = collection.find(PlainForms.ids(command));
        var limit = command.number("limit");
        var wanted = limit == 0 ? found : found.subList(0, Math.min(limit, found.size()));
        // What does not fit one batch needs a cursor.
        var batchSize = command.number("batchSize");
        if (batchSize > 0 && batchSize < wanted.size()) throw Bson.NotPlain.INSTANCE;
        return wanted;
    }

    private static void write(Document counts, ByteBuf answer) {
        BsonEncoder.encodeDocument(counts.append("ok", 1.0), answer);
    }

    /** {@code { cursor: { id: 0, ns, firstBatch }, ok: 1 }} */
    private static void writeFound(String collection, List<byte[]> documents, ByteBuf answer) {
        var start = answer.writerIndex();
        writeName(Bson.DOCUMENT, "cursor", answer.writeIntLE(0));
        var cursor = answer.writerIndex();
        writeName(Bson.INT64, "id", answer.writeIntLE(0));
        writeName(Bson.TEXT, "ns", answer.writeLongLE(0));
        var name = collection.getBytes(StandardCharsets.UTF_8);
        answer.writeIntLE(name.length + 1).writeBytes(name).writeByte(0);
        writeName(Bson.ARRAY, "firstBatch", answer);
        var batch = answer.writerIndex();
        answer.writeIntLE(0);
        for (var index = 0; index < documents.size(); index++) {
            writeName(Bson.DOCUMENT, Integer.toString(index), answer);
            answer.writeBytes(documents.get(index));
        }
        end(batch, answer);
        end(cursor, answer);
        writeName(Bson.DOUBLE, "ok", answer);
        answer.writeDoubleLE(1);
        end(start, answer);
    }

    private static void writeName(byte type, String name, ByteBuf answer) {
        answer.writeByte(type).writeBytes(name.getBytes(StandardCharsets.UTF_8)).writeByte(0);
    }

    /** Ends the document that began there. */
    private static void end(int start, ByteBuf answer) {
        answer.writeByte(0);
        answer.setIntLE(start, answer.writerIndex() - start);
    }
}
