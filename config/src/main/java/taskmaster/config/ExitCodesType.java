package taskmaster.config;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// `exitcodes`: one number, or a list of them.
final class ExitCodesType implements ValueType<SortedSet<Integer>> {

    @Override
    public @Nullable SortedSet<Integer> parse(Yaml node, Binding binding) {
        boolean isList = node instanceof Yaml.Sequence;
        List<Yaml> items = node instanceof Yaml.Sequence list ? list.items() : List.of(node);
        var codes = new TreeSet<Integer>();
        boolean isValid = true;
        for (Yaml item : items) {
            @Nullable Integer code = code(item, isList, binding);
            isValid &= code != null;
            if (code != null) {
                codes.add(code);
            }
        }
        return isValid ? Collections.unmodifiableSortedSet(codes) : null;
    }

    private @Nullable Integer code(Yaml item, boolean isItem, Binding binding) {
        @Nullable String text = isItem ? binding.itemText(item) : binding.text(item, description());
        if (text == null) {
            return null;
        }
        @Nullable Integer code = ValueTypes.wholeNumber(text.strip(), 0, 255);
        if (code == null) {
            boolean isList = text.matches("[0-9 ]+(,[0-9 ]+)+");
            binding.refuseValue(
                    item,
                    text,
                    description(),
                    isList ? List.of("write `[" + text.strip() + "]`") : List.of());
        }
        return code;
    }

    @Override
    public String description() {
        return "an exit code from 0 to 255, or a list of them";
    }
}
