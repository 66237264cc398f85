package org.xai4j.benchmarks.site;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.HeadingAnchorExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/** A document in Markdown with tables. */
final class Markdown {
  private static final List<org.commonmark.Extension> EXTENSIONS =
      List.of(TablesExtension.create(), HeadingAnchorExtension.create());

  private final Node document;

  private Markdown(Node document) {
    this.document = document;
  }

  static Markdown of(String text) {
    return new Markdown(Parser.builder().extensions(EXTENSIONS).build().parse(text));
  }

  /** Replaces the destinations of links and pictures. */
  Markdown links(UnaryOperator<String> change) {
    document.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Link link) {
            link.setDestination(change.apply(link.getDestination()));
            visitChildren(link);
          }

          @Override
          public void visit(Image image) {
            image.setDestination(change.apply(image.getDestination()));
            visitChildren(image);
          }
        });
    return this;
  }

  String html() {
    return HtmlRenderer.builder().extensions(EXTENSIONS).build().render(document);
  }

  /** The first heading, or nothing. */
  String title() {
    List<String> found = new ArrayList<>();
    document.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Heading heading) {
            found.add(text(heading));
          }
        });
    return found.isEmpty() ? "" : found.get(0);
  }

  /** All words, for the search. */
  String text() {
    return text(document);
  }

  private static String text(Node node) {
    StringBuilder words = new StringBuilder();
    node.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Text text) {
            words.append(text.getLiteral()).append(' ');
          }

          @Override
          public void visit(Code code) {
            words.append(code.getLiteral()).append(' ');
          }

          @Override
          public void visit(SoftLineBreak pause) {
            words.append(' ');
          }
        });
    return words.toString().strip();
  }
}
