#!/usr/bin/perl
# Stands in for sedutil-cli, which no Debian package has. Only the program is a stand-in: like sedutil itself it speaks TCG to the drive through NVMe
# Security Send and Receive of the kernel (level 0 discovery; a session of the PSID authority with the Admin SP; its Revert). Words and exit codes are
# those of sedutil 1.15 to 1.20 (DtaDev.cpp, DtaDevOpal.cpp, DtaSession.cpp).
use strict;
use warnings;

use constant NVME_IOCTL_ADMIN_CMD => 0xC0484E41;
use constant { SEND => 0x81, RECEIVE => 0x82, BYTES => 2048, HOST_SESSION => 0x41 };

my ($action, @rest) = @ARGV;
$action //= '';
if ($action eq '--help') {
    print "sedutil v0.0-lab-stand-in Copyright of nobody\n";
    exit 0;
}
if ($action eq '--query' and @rest == 1) { query($rest[0]); exit 0 }
if (($action eq '--PSIDrevert' or $action eq '--yesIreallywanttoERASEALLmydatausingthePSID') and @rest == 2) {
    exit revert(@rest);
}
print STDERR "Invalid command line\n";
exit 1;

sub query {
    my ($path) = @_;
    my $page = discovery($path);
    unless (defined $page) { print "Invalid or unsupported disk $path\n"; exit 1 }
    print "$path NVMe LAB\n";
    my $end = 4 + unpack('N', $page);
    for (my $at = 48; $at + 4 <= $end;) {
        my ($code, undef, $length) = unpack('nCC', substr($page, $at, 4));
        my $bits = unpack('C', substr($page, $at + 4, 1));
        my $yes = sub { $bits & $_[0] ? 'Y' : 'N' };
        if ($code == 0x0001) {
            print "TPer function (0x0001)\n    ACKNAK = N, ASYNC = N. BufferManagement = N, comIDManagement  = N, Streaming = ",
                $yes->(0x10), ', SYNC = ', $yes->(0x01), "\n";
        }
        elsif ($code == 0x0002) {
            print "Locking function (0x0002)\n    Locked = ", $yes->(0x04), ', LockingEnabled = ', $yes->(0x02),
                ', LockingSupported = ', $yes->(0x01), ', MBRDone = N, MBREnabled = N, MediaEncrypt = ', $yes->(0x08), "\n";
        }
        elsif ($code == 0x0203) {
            printf "OPAL 2.0 function (0x0203)\n    Base comID = 0x%04x, Initial PIN = 0x0, Reverted PIN = 0x0, comIDs = %d\n",
                unpack('nn', substr($page, $at + 4, 4));
        }
        $at += 4 + $length;
    }
}

# Level 0 discovery: Security Receive of protocol 1, ComID 1.
sub discovery {
    my ($path) = @_;
    open(my $drive, '<', $path) or return undef;
    my $page = security($drive, RECEIVE, 1, "\0" x BYTES);
    return defined $page && unpack('N', $page) > 44 ? $page : undef;
}

# One security command of protocol 1; the buffer as it is afterwards, or nothing where the drive refused.
sub security {
    my ($drive, $opcode, $com_id, $buffer) = @_;
    my $address = unpack('Q', pack('P', $buffer));
    my $command = pack('CCSLLLQQLL', $opcode, 0, 0, 0, 0, 0, 0, $address, 0, BYTES)
        . pack('L8', (1 << 24) | ($com_id << 8), BYTES, 0, 0, 0, 0, 600_000, 0);
    my $done = ioctl($drive, NVME_IOCTL_ADMIN_CMD, $command);
    return defined $done && $done == 0 ? $buffer : undef;
}

# One method call: its result tokens and its status, or nothing where there was no answer.
sub call {
    my ($drive, $com_id, $session, $tokens) = @_;
    $tokens .= "\xf9\xf0\0\0\0\xf1";
    my $padded = $tokens . "\0" x (-length($tokens) % 4);
    my $packet = pack('NnnNNN', 0, $com_id, 0, 0, 0, 36 + length $padded)
        . pack('NNNnnNN', $session, $session ? HOST_SESSION : 0, 0, 0, 0, 0, 12 + length $padded)
        . pack('x6nN', 0, length $tokens) . $padded;
    security($drive, SEND, $com_id, $packet . "\0" x (BYTES - length $packet)) // return;
    my $answer = security($drive, RECEIVE, $com_id, "\0" x BYTES) // return;
    my $length = unpack('N', substr($answer, 52, 4));
    return if $length < 5;
    my $said = substr($answer, 56, $length);
    return ($said, unpack('C', substr($said, -4, 1)));
}

sub failed {
    my ($words) = @_;
    print STDERR "- 00:00:00.000 ERROR: $words\n";
    return 1;
}

sub revert {
    my ($psid, $path) = @_;
    my $page = discovery($path) // return failed("Invalid or unsupported disk $path");
    my ($com_id) = $page =~ /\x02\x03..(..)/s ? unpack('n', $1) : return failed("Device not supported for PSID Revert $path");
    open(my $drive, '<', $path) or return failed("open failed $path");
    my $name = sub { my ($number, $value) = @_; "\xf2" . chr($number) . $value . "\xf3" };
    my $uid = sub { "\xa8" . pack('H16', $_[0]) };
    my $secret = "\xd0" . chr(length $psid) . $psid;
    my ($synced, $status) = call($drive, $com_id, 0,
        "\xf8" . $uid->('00000000000000ff') . $uid->('000000000000ff02') . "\xf0\x81" . chr(HOST_SESSION) . $uid->('0000020500000001')
            . "\x01" . $name->(0, $secret) . $name->(3, $uid->('000000090001ff01')) . "\xf1");
    return failed('no answer to StartSession') unless defined $status;
    if ($status != 0) {
        failed($status == 1 ? 'method status code NOT_AUTHORIZED' : "method status code $status");
        return failed("Session start failed rc = $status");
    }
    # CALL, two names, the list and the host's number stand before the drive's.
    my $width = unpack('C', substr($synced, 22, 1)) & 0x0f;
    my $session = unpack('N', substr("\0\0\0\0" . substr($synced, 23, $width), -4));
    my (undef, $reverted) = call($drive, $com_id, $session, "\xf8" . $uid->('0000020500000001') . $uid->('0000000600000202') . "\xf0\xf1");
    return failed('no answer to Revert') unless defined $reverted;
    return failed("method status code $reverted") unless $reverted == 0;
    print STDERR "- 00:00:00.000 INFO: revertTper completed successfully\n";
    return 0;
}
