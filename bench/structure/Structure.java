import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.WildcardType;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Measures the structure of a checkout: the size of each module, long constructors, simple names that several types
 * share, and the number of types that a reader meets between a ping and its verdict. {@code bench/README.md} defines
 * each count.
 *
 * <p>Arguments: the root of the checkout, then candidate names for the type that probes. The walk starts at the first
 * one that exists.
 */
final class Structure {

    private static final int MOST_PARAMETERS = 6;

    /** The walk from ping to verdict stays inside these packages of the core. */
    private static final Set<String> WALKED = new TreeSet<>(Set.of("ping", "failure", "membership"));

    /** Stubs of the core's only library. They let the compiler attribute the core without a class path. */
    private static final Map<String, String> ANNOTATIONS = Map.of(
            "Nullable",
            "TYPE_USE",
            "NonNull",
            "TYPE_USE",
            "NullMarked",
            "MODULE, PACKAGE, TYPE",
            "NullUnmarked",
            "PACKAGE, TYPE");

    private final Path root;

    private Structure(Path root) {
        this.root = root;
    }

    public static void main(String[] args) throws IOException {
        Structure structure = new Structure(Path.of(args[0]).toRealPath());
        structure.sizes();
        structure.longConstructors();
        structure.doubledNames();
        if (!structure.fromPingToVerdict(List.of(args).subList(1, args.length))) {
            System.exit(2);
        }
    }

    // ---- modules

    private record Size(int files, int types, int lines, Path longest, int longestLines) {}

    private void sizes() throws IOException {
        System.out.printf("%-24s %6s %6s %7s  %s%n", "module", "files", "types", "lines", "longest file");
        for (String module : modules("main", "test")) {
            for (String part : List.of("main", "test")) {
                List<Path> files = sources(module, part);
                if (!files.isEmpty()) {
                    Size size = size(files);
                    System.out.printf(
                            "%-24s %6d %6d %7d  %s (%d)%n",
                            part.equals("main") ? module : module + ", tests",
                            size.files,
                            size.types,
                            size.lines,
                            name(size.longest),
                            size.longestLines);
                }
            }
        }
    }

    private static Size size(List<Path> files) throws IOException {
        int lines = 0;
        Path longest = files.get(0);
        int longestLines = 0;
        for (Path file : files) {
            int count = Files.readAllLines(file).size();
            lines += count;
            if (count > longestLines) {
                longest = file;
                longestLines = count;
            }
        }
        int[] types = {0};
        TreeScanner<Void, Void> counter = new TreeScanner<>() {
            @Override
            public Void visitClass(ClassTree type, Void unused) {
                types[0] += type.getSimpleName().isEmpty() ? 0 : 1;
                return super.visitClass(type, unused);
            }
        };
        for (CompilationUnitTree unit : parse(files)) {
            counter.scan(unit, null);
        }
        return new Size(files.size(), types[0], lines, longest, longestLines);
    }

    /** The Maven modules that have such sources, by name, benchmarks last. */
    private List<String> modules(String... parts) throws IOException {
        try (Stream<Path> paths = Files.walk(root, 4)) {
            return paths.filter(path -> Files.isRegularFile(path.resolve("pom.xml")))
                    .filter(path ->
                            Stream.of(parts).anyMatch(part -> Files.isDirectory(path.resolve("src/" + part + "/java"))))
                    .map(path -> root.relativize(path).toString())
                    .sorted(Comparator.comparing(Structure::isBenchmark).thenComparing(Comparator.naturalOrder()))
                    .toList();
        }
    }

    private static boolean isBenchmark(String module) {
        return module.startsWith("bench/");
    }

    /** The files of a module that declare types, by path. */
    private List<Path> sources(String module, String part) throws IOException {
        Path folder = root.resolve(module).resolve("src").resolve(part).resolve("java");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(path -> path.toString().endsWith(".java"))
                    .filter(path -> !path.endsWith("package-info.java") && !path.endsWith("module-info.java"))
                    .sorted()
                    .toList();
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString().replace(".java", "");
    }

    // ---- constructors and names

    private void longConstructors() throws IOException {
        List<String> found = new ArrayList<>();
        TreeScanner<Void, String> scanner = new TreeScanner<>() {
            @Override
            public Void visitClass(ClassTree type, String outer) {
                String name = outer.isEmpty() ? type.getSimpleName().toString() : outer + "." + type.getSimpleName();
                if (type.getKind() == Tree.Kind.CLASS) {
                    for (Tree member : type.getMembers()) {
                        if (member instanceof MethodTree method
                                && method.getReturnType() == null
                                && method.getParameters().size() > MOST_PARAMETERS) {
                            found.add(name + " (" + method.getParameters().size() + ")");
                        }
                    }
                }
                return super.visitClass(type, name);
            }
        };
        for (CompilationUnitTree unit : parse(sources("core", "main"))) {
            scanner.scan(unit, "");
        }
        System.out.printf(
                "%nconstructors of core's classes with more than %d parameters: %d%n", MOST_PARAMETERS, found.size());
        found.forEach(name -> System.out.println("    " + name));
    }

    private void doubledNames() throws IOException {
        Map<String, List<String>> owners = new TreeMap<>();
        for (String module : modules("main")) {
            if (!isBenchmark(module)) {
                for (CompilationUnitTree unit : parse(sources(module, "main"))) {
                    for (Tree type : unit.getTypeDecls()) {
                        owners.computeIfAbsent(
                                        ((ClassTree) type).getSimpleName().toString(), name -> new ArrayList<>())
                                .add(unit.getPackageName().toString());
                    }
                }
            }
        }
        owners.values().removeIf(packages -> packages.size() == 1);
        System.out.printf("%nsimple names of more than one top-level type, benchmarks aside: %d%n", owners.size());
        owners.forEach((name, packages) -> System.out.println("    " + name + ": " + String.join(", ", packages)));
    }

    // ---- from ping to verdict

    /** Returns false if the core has no type to start from. */
    private boolean fromPingToVerdict(List<String> starts) throws IOException {
        List<JavaFileObject> annotations = ANNOTATIONS.entrySet().stream()
                .map(entry -> annotation(entry.getKey(), entry.getValue()))
                .toList();
        JavacTask task = task(sources("core", "main"), annotations);
        List<CompilationUnitTree> units = new ArrayList<>();
        task.parse().forEach(units::add);
        task.analyze();
        Dependencies dependencies = new Dependencies(Trees.instance(task));
        units.forEach(unit -> dependencies.scan(unit, null));

        Optional<TypeElement> found = starts.stream()
                .flatMap(name -> dependencies
                        .walked()
                        .filter(type -> type.getSimpleName().contentEquals(name)))
                .findFirst();
        if (found.isEmpty()) {
            System.err.println("structure: no type in " + WALKED + " is called " + String.join(" or ", starts)
                    + "; name the one that probes with --start");
            return false;
        }
        TypeElement start = found.get();
        System.out.printf("%nfrom ping to verdict, from %s%n", start.getQualifiedName());
        print("by calls alone", dependencies.reachedFrom(start, false));
        print("by calls, and from each type to its subtypes", dependencies.reachedFrom(start, true));
        return true;
    }

    private static void print(String how, Set<TypeElement> reached) {
        Map<String, Set<String>> byFile = new TreeMap<>();
        for (TypeElement type : reached) {
            byFile.computeIfAbsent(outermost(type).getQualifiedName().toString(), file -> new TreeSet<>())
                    .add(type.getQualifiedName().toString());
        }
        System.out.printf("  %s: types %d, files %d%n", how, reached.size(), byFile.size());
        byFile.forEach((file, types) -> System.out.println("    " + file + inner(file, types)));
    }

    private static String inner(String file, Set<String> types) {
        String names = types.stream()
                .filter(type -> !type.equals(file))
                .map(type -> type.substring(file.length() + 1))
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "" : " (" + names + ")";
    }

    private static TypeElement outermost(TypeElement type) {
        Element element = type;
        while (element.getEnclosingElement().getKind() != ElementKind.PACKAGE) {
            element = element.getEnclosingElement();
        }
        return (TypeElement) element;
    }

    /**
     * Which types each type depends on: the types of its fields and constructor parameters, and the owners of the methods
     * and constructors that it calls. A call of an interface ends at the interface, so the direct subtypes of each type
     * are recorded as well.
     */
    private static final class Dependencies extends TreePathScanner<Void, TypeElement> {

        private final Trees trees;
        private final Map<TypeElement, Set<TypeElement>> uses = new LinkedHashMap<>();
        private final Map<TypeElement, Set<TypeElement>> subtypes = new HashMap<>();

        Dependencies(Trees trees) {
            this.trees = trees;
        }

        Stream<TypeElement> walked() {
            return uses.keySet().stream().filter(Dependencies::isWalked);
        }

        Set<TypeElement> reachedFrom(TypeElement start, boolean byImplementations) {
            Set<TypeElement> reached = new HashSet<>(Set.of(start));
            Deque<TypeElement> open = new ArrayDeque<>(reached);
            while (!open.isEmpty()) {
                TypeElement type = open.remove();
                Set<TypeElement> next = new HashSet<>(uses.get(type));
                if (byImplementations) {
                    next.addAll(subtypes.getOrDefault(type, Set.of()));
                }
                next.removeIf(each -> !uses.containsKey(each) || !isWalked(each) || !reached.add(each));
                open.addAll(next);
            }
            return reached;
        }

        private static boolean isWalked(TypeElement type) {
            String name = outermost(type).getEnclosingElement().toString();
            return WALKED.contains(name.substring(name.lastIndexOf('.') + 1));
        }

        @Override
        public Void visitClass(ClassTree tree, TypeElement outer) {
            // The code of an anonymous class counts for the named class around it.
            TypeElement type =
                    tree.getSimpleName().isEmpty() ? outer : (TypeElement) trees.getElement(getCurrentPath());
            uses.computeIfAbsent(type, key -> new HashSet<>());
            Stream.concat(Stream.of(type.getSuperclass()), type.getInterfaces().stream())
                    .filter(parent -> parent instanceof DeclaredType)
                    .map(parent -> (TypeElement) ((DeclaredType) parent).asElement())
                    .forEach(parent -> subtypes.computeIfAbsent(parent, key -> new HashSet<>())
                            .add(type));
            return super.visitClass(tree, type);
        }

        @Override
        public Void visitVariable(VariableTree tree, TypeElement user) {
            Element variable = trees.getElement(getCurrentPath());
            if (variable.getKind() == ElementKind.FIELD
                    || variable.getKind() == ElementKind.PARAMETER
                            && variable.getEnclosingElement().getKind() == ElementKind.CONSTRUCTOR) {
                add(user, variable.asType());
            }
            return super.visitVariable(tree, user);
        }

        @Override
        public Void visitMethodInvocation(MethodInvocationTree tree, TypeElement user) {
            addOwner(user, new TreePath(getCurrentPath(), tree.getMethodSelect()));
            return super.visitMethodInvocation(tree, user);
        }

        @Override
        public Void visitMemberReference(MemberReferenceTree tree, TypeElement user) {
            addOwner(user, getCurrentPath());
            return super.visitMemberReference(tree, user);
        }

        @Override
        public Void visitNewClass(NewClassTree tree, TypeElement user) {
            addOwner(user, getCurrentPath());
            return super.visitNewClass(tree, user);
        }

        private void addOwner(TypeElement user, TreePath call) {
            if (trees.getElement(call) instanceof ExecutableElement called
                    && called.getEnclosingElement() instanceof TypeElement owner) {
                uses.get(user).add(owner);
            }
        }

        private void add(TypeElement user, TypeMirror type) {
            if (type instanceof DeclaredType declared) {
                uses.get(user).add((TypeElement) declared.asElement());
                declared.getTypeArguments().forEach(argument -> add(user, argument));
            } else if (type instanceof ArrayType array) {
                add(user, array.getComponentType());
            } else if (type instanceof WildcardType wildcard) {
                Stream.of(wildcard.getExtendsBound(), wildcard.getSuperBound())
                        .filter(bound -> bound != null)
                        .forEach(bound -> add(user, bound));
            }
        }
    }

    // ---- the compiler

    private static JavacTask task(List<Path> files, List<JavaFileObject> more) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null);
        List<JavaFileObject> units = new ArrayList<>(more);
        manager.getJavaFileObjectsFromPaths(files).forEach(units::add);
        return (JavacTask) compiler.getTask(null, manager, problem -> {}, List.of("-proc:none"), null, units);
    }

    private static Iterable<? extends CompilationUnitTree> parse(List<Path> files) throws IOException {
        return task(files, List.of()).parse();
    }

    private static JavaFileObject annotation(String name, String targets) {
        String target = Stream.of(targets.split(", "))
                .map(each -> "java.lang.annotation.ElementType." + each)
                .collect(Collectors.joining(", "));
        String source = "package org.jspecify.annotations; @java.lang.annotation.Target({" + target
                + "}) public @interface " + name + " {}";
        return new SimpleJavaFileObject(
                URI.create("string:///org/jspecify/annotations/" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreErrors) {
                return source;
            }
        };
    }
}
