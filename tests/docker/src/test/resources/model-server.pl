#!/usr/bin/perl
# A model server for tests in one file: the OpenAI API, streamed word by word. It answers with the content of its model file.
#   model-server.pl PORT [MODEL] [fat]
use strict;
use warnings;
use IO::Socket::INET;

my ($port, $model, $fat) = @ARGV;
if ($fat) {
    my @much;
    push @much, 'x' x (16 << 20) while 1;
}
$SIG{CHLD} = 'IGNORE';
my $server = IO::Socket::INET->new(LocalAddr => '0.0.0.0', LocalPort => $port, Listen => 16, ReuseAddr => 1) or die "no port: $!";
while (my $client = $server->accept) {
    next if fork;
    serve($client);
    exit 0;
}

sub serve {
    my ($client) = @_;
    my $request = <$client>;
    my $length = 0;
    while (my $line = <$client>) {
        $length = $1 if $line =~ /^content-length:\s*(\d+)/i;
        last if $line =~ /^\s*$/;
    }
    read $client, my $body, $length if $length;
    $client->autoflush(1);
    return plain($client, '{"status": "ok"}') if $request =~ m{^GET /health };
    kill 'KILL', getppid() if $body =~ /die now/;
    return plain($client, '{"choices": [{"message": {"role": "assistant", "content": "' . words() . '"}}]}')
        unless $body =~ /"stream"\s*:\s*true/;
    print $client "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";
    for my $word (split / /, words()) {
        print $client qq(data: {"choices": [{"delta": {"content": "$word "}}]}\n\n);
        select undef, undef, undef, 0.1;
    }
    print $client qq(data: {"choices": [{"delta": {}, "finish_reason": "stop"}]}\n\ndata: [DONE]\n\n);
}

sub words {
    open my $file, '<', $model or return 'no model';
    my $text = <$file>;
    chomp $text;
    return $text;
}

sub plain {
    my ($client, $text) = @_;
    print $client "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " . length($text) . "\r\n\r\n$text";
}
