package dev.grapevine.core.wire;

import java.util.ArrayList;
import java.util.List;

/** The messages by which two processes of one name, and the members that know them, find out which of them stays. */
final class IdentityCodec {

    private IdentityCodec() {}

    // ---- IDENTIFY

    static int size(Message.Identify identify) {
        return 8 + Writer.nameSize(identify.name()) + 8 + 1;
    }

    static void write(Writer writer, Message.Identify identify) {
        writer.u64(identify.nonce());
        writer.name(identify.name());
        writer.u64(identify.generation());
        writer.u8(Codes.of(identify.claim()));
    }

    static Message readIdentify(Reader reader) throws WireFault {
        return new Message.Identify(reader.u64(), reader.name(), reader.u64(), Codes.claim(reader.u8()));
    }

    // ---- IDENTIFIED

    static int size(Message.Identified identified) {
        int size = 8 + 1 + 8 + 1;
        for (Message.Met met : identified.met()) {
            size += 8 + ProbeCodec.addressSize(met.address()) + Writer.varintSize(met.ageMillis());
        }
        return size;
    }

    static void write(Writer writer, Message.Identified identified) {
        writer.u64(identified.nonce());
        writer.u8(Codes.of(identified.claim()));
        writer.u64(identified.generation());
        writer.u8(identified.met().size());
        for (Message.Met met : identified.met()) {
            writer.u64(met.generation());
            ProbeCodec.writeAddress(writer, met.address());
            writer.varint(met.ageMillis());
        }
    }

    static Message readIdentified(Reader reader) throws WireFault {
        long nonce = reader.u64();
        Message.Claim claim = Codes.claim(reader.u8());
        long generation = reader.u64();
        int count = reader.u8();
        if (count > Message.Identified.MAX_MET) {
            throw WireFault.unknown("number of processes met");
        }
        List<Message.Met> met = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            met.add(new Message.Met(reader.u64(), ProbeCodec.readAddress(reader), reader.varint()));
        }
        return new Message.Identified(nonce, claim, generation, met);
    }
}
