package taskmaster.api;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads a bounded document into objects whose fields are then asked for by name and type.
public final class JsonInput {

    /// Levels. Our documents have four; hostile ones have thousands.
    public static final int DEPTH_MAX = 16;

    /// Items of one array, or fields of one object. Programs may have 10 000 processes each.
    public static final int ITEMS_MAX = 1_000_000;

    /// Characters. No number of ours has more; parsing longer ones costs time for nothing.
    public static final int NUMBER_CHARS_MAX = 40;

    private final JsonReader reader;
    private int depth;

    private JsonInput(JsonReader reader) {
        this.reader = reader;
        reader.setStrictness(Strictness.STRICT);
        reader.setNestingLimit(DEPTH_MAX);
    }

    /// The fields of the one object that a document consists of.
    public static Fields object(byte[] document, int bytesMax) throws MalformedDocument {
        if (document.length > bytesMax) {
            throw new MalformedDocument(
                    "the document has " + document.length + " bytes, at most " + bytesMax);
        }
        try {
            String text =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(document))
                            .toString();
            JsonInput input = new JsonInput(new JsonReader(new StringReader(text)));
            if (input.value() instanceof Fields fields) {
                if (input.reader.peek() != JsonToken.END_DOCUMENT) {
                    throw new MalformedDocument("something follows the document");
                }
                return fields;
            }
            throw new MalformedDocument("not a JSON object");
        } catch (CharacterCodingException e) {
            throw new MalformedDocument("not UTF-8");
        } catch (IOException | IllegalStateException | IllegalArgumentException e) {
            throw new MalformedDocument("not valid JSON" + place(e.getMessage()));
        }
    }

    /// Where Gson stumbled; what it advises is for its own callers.
    private static String place(@Nullable String message) {
        int start = message == null ? -1 : message.indexOf("at line ");
        int end = message == null ? -1 : message.indexOf(" path ");
        return message == null || start < 0 || end < start
                ? ""
                : " " + message.substring(start, end);
    }

    private @Nullable Object value() throws IOException, MalformedDocument {
        return switch (reader.peek()) {
            case BEGIN_OBJECT -> fields();
            case BEGIN_ARRAY -> items();
            case STRING -> reader.nextString();
            case NUMBER -> number(reader.nextString());
            case BOOLEAN -> reader.nextBoolean();
            case NULL -> {
                reader.nextNull();
                yield null;
            }
            case END_ARRAY, END_OBJECT, END_DOCUMENT, NAME ->
                    throw new MalformedDocument("not valid JSON");
        };
    }

    private Fields fields() throws IOException, MalformedDocument {
        enter();
        reader.beginObject();
        Map<String, @Nullable Object> map = new HashMap<>();
        while (reader.hasNext()) {
            map.put(reader.nextName(), value());
            bound(map.size());
        }
        reader.endObject();
        depth--;
        return new Fields(map);
    }

    private List<@Nullable Object> items() throws IOException, MalformedDocument {
        enter();
        reader.beginArray();
        List<@Nullable Object> list = new ArrayList<>();
        while (reader.hasNext()) {
            list.add(value());
            bound(list.size());
        }
        reader.endArray();
        depth--;
        return list;
    }

    private void enter() throws MalformedDocument {
        if (++depth > DEPTH_MAX) {
            throw new MalformedDocument("more than " + DEPTH_MAX + " levels deep");
        }
    }

    private static void bound(int items) throws MalformedDocument {
        if (items > ITEMS_MAX) {
            throw new MalformedDocument("more than " + ITEMS_MAX + " items");
        }
    }

    private static Object number(String text) throws MalformedDocument {
        if (text.length() > NUMBER_CHARS_MAX) {
            throw new MalformedDocument("a number of " + text.length() + " characters");
        }
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            double value = Double.parseDouble(text);
            if (!Double.isFinite(value)) {
                throw new MalformedDocument("a number that is too large");
            }
            return value;
        }
    }

    /// The fields of an object. A field that is absent counts as null.
    ///
    /// Types are told by `instanceof` and not by a switch over patterns: the first use of each such
    /// switch makes a class at run time, which costs a one-shot client 10 ms of 92.
    public static final class Fields {

        private final Map<String, @Nullable Object> map;

        Fields(Map<String, @Nullable Object> map) {
            this.map = map;
        }

        public String string(String name) throws MalformedDocument {
            return required(name, optionalString(name));
        }

        public String string(String name, String otherwise) throws MalformedDocument {
            String value = optionalString(name);
            return value == null ? otherwise : value;
        }

        public @Nullable String optionalString(String name) throws MalformedDocument {
            Object value = map.get(name);
            if (value == null) {
                return null;
            }
            if (value instanceof String text) {
                return text;
            }
            throw wrong(name, "a string");
        }

        public int integer(String name) throws MalformedDocument {
            return required(name, optionalInteger(name));
        }

        public int integer(String name, int otherwise) throws MalformedDocument {
            Integer value = optionalInteger(name);
            return value == null ? otherwise : value;
        }

        public @Nullable Integer optionalInteger(String name) throws MalformedDocument {
            Object value = map.get(name);
            if (value == null) {
                return null;
            }
            if (value instanceof Long number && number == number.intValue()) {
                return number.intValue();
            }
            throw wrong(name, "an integer");
        }

        public long number(String name) throws MalformedDocument {
            Object value = map.get(name);
            if (value == null) {
                throw new MalformedDocument("`" + name + "` is missing");
            }
            if (value instanceof Long number) {
                return number;
            }
            throw wrong(name, "an integer");
        }

        public @Nullable Double seconds(String name) throws MalformedDocument {
            Object value = map.get(name);
            if (value == null) {
                return null;
            }
            if (value instanceof Long number) {
                return (double) number;
            }
            if (value instanceof Double number) {
                return number;
            }
            throw wrong(name, "a number");
        }

        public boolean flag(String name, boolean otherwise) throws MalformedDocument {
            Boolean value = optionalFlag(name);
            return value == null ? otherwise : value;
        }

        public @Nullable Boolean optionalFlag(String name) throws MalformedDocument {
            Object value = map.get(name);
            if (value == null) {
                return null;
            }
            if (value instanceof Boolean flag) {
                return flag;
            }
            throw wrong(name, "true or false");
        }

        /// The strings of an array; empty if it is absent.
        public List<String> strings(String name) throws MalformedDocument {
            List<String> strings = new ArrayList<>();
            for (Object item : items(name)) {
                if (!(item instanceof String text)) {
                    throw wrong(name, "a list of strings");
                }
                strings.add(text);
            }
            return strings;
        }

        /// The objects of an array; empty if it is absent.
        public <T> List<T> objects(String name, Reading<T> reading) throws MalformedDocument {
            List<T> objects = new ArrayList<>();
            for (Object item : items(name)) {
                if (!(item instanceof Fields fields)) {
                    throw wrong(name, "a list of objects");
                }
                objects.add(reading.read(fields));
            }
            return objects;
        }

        public @Nullable Fields optionalObject(String name) throws MalformedDocument {
            Object value = map.get(name);
            if (value == null) {
                return null;
            }
            if (value instanceof Fields fields) {
                return fields;
            }
            throw wrong(name, "an object");
        }

        /// Refuses a document without the field, so that no other object passes for it.
        public Fields having(String name) throws MalformedDocument {
            required(name, map.get(name));
            return this;
        }

        private List<?> items(String name) throws MalformedDocument {
            Object value = map.get(name);
            if (value == null) {
                return List.of();
            }
            if (value instanceof List<?> list) {
                return list;
            }
            throw wrong(name, "a list");
        }

        private static <T> T required(String name, @Nullable T value) throws MalformedDocument {
            if (value == null) {
                throw new MalformedDocument("`" + name + "` is missing");
            }
            return value;
        }

        private static MalformedDocument wrong(String name, String wanted) {
            return new MalformedDocument("`" + name + "` is not " + wanted);
        }
    }

    /// Makes a record of the fields of an object.
    public interface Reading<T> {
        T read(Fields fields) throws MalformedDocument;
    }
}
